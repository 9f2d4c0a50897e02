import './shell.css';
import { Lighthouse } from './lighthouse.js';

/** The last resort: no router, no store, only words and plain links. */
export function BrokenPage() {
  return (
    <main className="page empty" role="alert">
      <Lighthouse />
      <h1 className="page-heading">This page ran aground</h1>
      <p className="quiet">That is our fault. Your cart and your orders are safe.</p>
      <p>
        <a className="button button-primary" href={window.location.href}>
          Load it again
        </a>
      </p>
      <p>
        <a href="/">Back to the shop</a>
      </p>
    </main>
  );
}
