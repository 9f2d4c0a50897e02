import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import axe from 'axe-core';
import { expect } from '@jest/globals';
import type { Page } from 'playwright-core';

const pictures = fileURLToPath(new URL('../../test-results/screenshots/', import.meta.url));
const DESKTOP = { width: 1280, height: 800 };
const PHONE = { width: 360, height: 740 };

/**
 * Looks at a page as it stands, wide and on a phone: nothing may reach past the phone's edge, axe may find nothing serious, and
 * a picture of both is kept in test-results/screenshots.
 */
export async function inspect(page: Page, name: string): Promise<void> {
  mkdirSync(pictures, { recursive: true });
  const found: string[] = [];
  for (const [size, viewport] of Object.entries({ phone: PHONE, desktop: DESKTOP })) {
    await page.setViewportSize(viewport);
    await page.evaluate(settle);
    found.push(...(await page.evaluate(reachingPastTheEdge)).map((what) => `${size}: ${what} is wider than the page`));
    found.push(...(await seriousFaults(page)).map((what) => `${size}: ${what}`));
    const path = `${pictures}${name}-${size}.png`;
    const fullPage = (await page.getByRole('dialog').count()) === 0;
    await page.screenshot({ path, fullPage, animations: 'disabled' });
  }
  expect({ name, found }).toEqual({ name, found: [] });
}

async function seriousFaults(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(async () => {
    const { axe: here } = globalThis as unknown as { axe: typeof axe };
    return here.run(document, { resultTypes: ['violations'] });
  });
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id} at ${nodes.map(({ target }) => target.join(' ')).join(', ')}`);
}

// These two run in the page.
async function settle(): Promise<void> {
  const images = [...document.images];
  const ending = document.getAnimations().filter(({ effect }) => effect?.getComputedTiming().endTime !== Infinity);
  await Promise.all(ending.map(({ finished }) => finished.catch(() => undefined)));
  for (const image of images) image.loading = 'eager';
  scrollTo(0, 0);
  await Promise.all(images.map((image) => image.decode().catch(() => undefined)));
}

function reachingPastTheEdge(): string[] {
  const { scrollWidth, clientWidth } = document.documentElement;
  if (scrollWidth <= clientWidth) return [];
  const all = [...document.querySelectorAll('main *, footer *, dialog *')];
  const culprits = all.filter((element) => {
    const parent = element.parentElement ?? document.body;
    return element.getBoundingClientRect().right > clientWidth + 1 && getComputedStyle(parent).overflowX === 'visible';
  });
  return ['page', ...culprits.slice(0, 5).map(({ tagName, className }) => `${tagName}.${className}`)];
}
