import type { ProductDetail } from '@breakwater/contracts';
import { Price } from '@breakwater/web';
import { useState } from 'react';
import { Link, useSearchParams } from 'react-router';
import { PageTitle } from '../shell/page-title.js';
import { BuyForm } from './buy-form.js';
import { type Choice, choose, findVariant, initialVariant, pictureIndex } from './choose-variant.js';
import { Gallery } from './gallery.js';
import { listingPath } from './listing-filters.js';
import { OptionChoice } from './option-choice.js';
import { Recommendations } from './recommendations.js';
import { Reviews } from './reviews.js';
import { Stars } from './stars.js';

export function ProductView({ product }: { product: ProductDetail }) {
  const [search] = useSearchParams();
  const [choice, setChoice] = useState<Choice>(() => initialVariant(product, search.get('sku'))?.options ?? {});
  const variant = findVariant(product.variants, choice) ?? product.variants[0];
  const [shown, setShown] = useState(() => pictureIndex(product, choice));
  const chooseValue = (name: string, value: string): void => {
    const next = choose(product.variants, choice, name, value);
    setChoice(next);
    setShown(pictureIndex(product, next));
  };
  if (variant === undefined) throw new Error(`${product.slug} has no variant`);
  return (
    <>
      <article className="page product">
        <Gallery pictures={product.pictures} index={shown} onIndex={setShown} />
        <div className="product-buy">
          <nav className="crumbs" aria-label="Breadcrumb">
            <Link to="/shop">Shop</Link> <span aria-hidden="true">/</span>{' '}
            <Link to={listingPath({ category: product.category.slug })}>{product.category.name}</Link>
          </nav>
          <PageTitle>{product.title}</PageTitle>
          <p className="quiet">by {product.vendor}</p>
          <Stars average={product.rating.average} count={product.rating.count} />
          <p className="product-price">
            <Price amount={variant.price} former={variant.compareAtPrice} />
            <span className="quiet product-tax">including tax</span>
          </p>
          {product.options
            .filter(({ values }) => values.length > 1)
            .map((option) => (
              <OptionChoice
                key={option.name}
                option={option}
                chosen={choice[option.name]}
                onChoose={(value) => chooseValue(option.name, value)}
              />
            ))}
          <BuyForm product={product} variant={variant} />
          <section className="product-description" aria-label="Description">
            {/* Sanitised by the product service: paragraphs, lists and emphasis only. */}
            <div dangerouslySetInnerHTML={{ __html: product.descriptionHtml }} />
          </section>
        </div>
      </article>
      <Reviews reviews={product.reviews} rating={product.rating} />
      <Recommendations recommendations={product.recommendations} />
    </>
  );
}
