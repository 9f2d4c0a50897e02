/** Keeps the place while a page's program comes. */
export function LoadingPage() {
  return (
    <div className="page loading-page" aria-busy="true">
      <span className="visually-hidden" role="status">
        Loading
      </span>
      <span className="skeleton skeleton-title" />
      <span className="skeleton skeleton-block" />
    </div>
  );
}
