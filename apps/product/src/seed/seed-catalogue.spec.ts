import { describe, expect, it } from '@jest/globals';
import { ProductDetail, Sku, Slug } from '@breakwater/contracts';
import { cleanBody } from '../importing/clean-body.js';
import { readSeed } from './read-seed.js';
import { seedRecords } from './seed-catalogue.js';

const files = readSeed();
const records = seedRecords(files, Date.UTC(2026, 0, 1));

describe('the seeded catalogue', () => {
  it('is a shop: some sixty products in six categories or more', () => {
    expect(records.length).toBeGreaterThanOrEqual(55);
    expect(files.length).toBeGreaterThanOrEqual(6);
  });
  it('has no slug and no SKU twice, and all of them fit', () => {
    const slugs = records.map(({ product }) => product.slug);
    const skus = records.flatMap(({ product }) => product.variants.map(({ sku }) => sku));
    expect([new Set(slugs).size, new Set(skus).size]).toEqual([slugs.length, skus.length]);
    for (const slug of slugs) expect(Slug.safeParse(slug).success).toBe(true);
    for (const sku of skus) expect(Sku.safeParse(sku).success).toBe(true);
  });
  it('names only options that exist where it sets a price or a stock level of its own', () => {
    for (const { products } of files) {
      for (const { slug, options, priceBy, stockBy } of products) {
        const record = records.find(({ product }) => product.slug === slug);
        const values = Object.values(options).flat();
        const titles = record?.product.variants.map(({ title }) => title);
        for (const value of Object.keys(priceBy)) expect(values).toContain(value);
        for (const title of Object.keys(stockBy)) expect(titles).toContain(title);
      }
    }
  });
  it('has a picture for each colour it offers, no two products the same one', () => {
    const hashes = records.flatMap(({ pictures }) => pictures.map(({ hash }) => hash));
    expect(new Set(hashes).size).toBe(hashes.length);
    for (const { product, pictures } of records) {
      const choices = product.options[0]?.values.length ?? 1;
      expect([1, choices]).toContain(pictures.length);
    }
  });
  it('is written in the markup that a product page allows', () => {
    for (const { product } of records) expect(cleanBody(product.descriptionHtml)).toBe(product.descriptionHtml);
  });
  it('has something scarce, something sold out and something reduced', () => {
    const variants = records.flatMap(({ product }) => product.variants);
    expect(variants.some(({ onHand }) => onHand === 0)).toBe(true);
    expect(variants.some(({ onHand }) => onHand === 1)).toBe(true);
    expect(variants.some(({ compareAtMinor }) => compareAtMinor !== null)).toBe(true);
    expect(variants.every(({ onHand }) => onHand >= 0)).toBe(true);
  });
  it('shows every category among the first products', () => {
    const first = [...records].sort((a, b) => a.featuredRank - b.featuredRank).slice(0, files.length);
    expect(new Set(first.map(({ product }) => product.category.slug)).size).toBe(files.length);
  });
  it('has believable reviews: most products some, not all of them glowing', () => {
    const reviewed = records.filter(({ reviews }) => reviews.length >= 2);
    expect(reviewed.length / records.length).toBeGreaterThan(0.9);
    expect(records.flatMap(({ reviews }) => reviews).some(({ rating }) => rating < 4)).toBe(true);
  });
  it('fits the contract of a product page', () => {
    const review = ProductDetail.shape.reviews.options[0].shape.items.element;
    for (const { author, rating, title, body, writtenAt } of records.flatMap(({ reviews }) => reviews)) {
      expect(review.safeParse({ author, rating, title, body, writtenAt: writtenAt.toISOString() }).success).toBe(true);
    }
  });
});
