import { Link } from 'react-router';
import { Lighthouse } from './lighthouse.js';
import { PageTitle } from './page-title.js';

export function NotFoundPage({ what = 'This page' }: { what?: string }) {
  return (
    <section className="page empty">
      <Lighthouse />
      <PageTitle title="Not found">{what} is not on our charts</PageTitle>
      <p className="quiet">It may have moved, or the address has a typing error.</p>
      <Link to="/shop" className="button button-primary">
        See everything in the shop
      </Link>
    </section>
  );
}
