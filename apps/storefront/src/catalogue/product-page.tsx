import './catalogue.css';
import './product.css';
import { getProduct } from '@breakwater/contracts';
import { call, useResource } from '@breakwater/web';
import { useParams } from 'react-router';
import { NotFoundPage } from '../shell/not-found-page.js';
import { Trouble } from '../shell/trouble.js';
import { ProductView } from './product-view.js';

export function ProductPage() {
  const { slug = '' } = useParams();
  const isSlug = /^[a-z0-9][a-z0-9-]{0,99}$/.test(slug);
  if (!isSlug) return <NotFoundPage what="This product" />;
  return <LoadedProduct key={slug} slug={slug} />;
}

function LoadedProduct({ slug }: { slug: string }) {
  const { data, error, reload } = useResource(`product ${slug}`, (signal) =>
    call(getProduct, { params: { slug }, signal }),
  );
  if (error?.status === 404) return <NotFoundPage what="This product" />;
  if (data !== undefined) return <ProductView product={data} />;
  if (error !== undefined) {
    return (
      <div className="page">
        <Trouble error={error} retry={reload} what="this product" />
      </div>
    );
  }
  return <ProductSkeleton />;
}

function ProductSkeleton() {
  return (
    <div className="page product" aria-busy="true">
      <span className="visually-hidden" role="status">
        Loading the product
      </span>
      <span className="skeleton picture" />
      <div className="product-buy">
        <span className="skeleton skeleton-title" />
        <span className="skeleton skeleton-line skeleton-short" />
        <span className="skeleton skeleton-block" />
      </div>
    </div>
  );
}
