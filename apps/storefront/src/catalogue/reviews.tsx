import type { ProductDetail } from '@breakwater/contracts';
import { formatDate } from '../shell/format-date.js';
import { Stars } from './stars.js';

export function Reviews({ reviews, rating }: Pick<ProductDetail, 'reviews' | 'rating'>) {
  return (
    <section className="page product-section" aria-labelledby="reviews">
      <h2 id="reviews">What buyers say</h2>
      {reviews.state === 'unavailable' ? (
        <p className="quiet">The reviews are not to hand just now. Everything else works as always.</p>
      ) : null}
      {reviews.state === 'shown' && reviews.items.length === 0 ? (
        <p className="quiet">{rating.count === 0 ? 'Nobody has written a review yet.' : 'No review to show.'}</p>
      ) : null}
      {reviews.state === 'shown' && reviews.items.length > 0 ? (
        <ul className="review-list">
          {reviews.items.map((review) => (
            <li key={`${review.author} ${review.writtenAt}`} className="card review">
              <Stars average={review.rating} />
              <h3>{review.title}</h3>
              <p>{review.body}</p>
              <p className="quiet review-by">
                {review.author}, <time dateTime={review.writtenAt}>{formatDate(review.writtenAt)}</time>
              </p>
            </li>
          ))}
        </ul>
      ) : null}
    </section>
  );
}
