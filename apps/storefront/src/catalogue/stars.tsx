import { useId } from 'react';

const STAR = 'M10 1.8l2.5 5.3 5.8.7-4.3 4 1.2 5.7-5.2-2.9-5.2 2.9L6 11.8l-4.3-4 5.8-.7z';

/** A rating as stars, said in words for those who listen. */
export function Stars({ average, count }: { average: number; count?: number }) {
  const id = useId();
  if (count === 0) return <span className="stars stars-none">No reviews yet</span>;
  const words = `Rated ${average.toFixed(1)} out of 5${count === undefined ? '' : ` by ${count} ${count === 1 ? 'person' : 'people'}`}`;
  return (
    <span className="stars">
      <svg viewBox="0 0 100 20" width="90" height="18" role="img" aria-label={words}>
        <clipPath id={id}>
          <rect width={average * 20} height="20" />
        </clipPath>
        {[0, 20, 40, 60, 80].map((x) => (
          <path key={x} d={STAR} transform={`translate(${x} 0)`} className="star-empty" />
        ))}
        <g clipPath={`url(#${id})`}>
          {[0, 20, 40, 60, 80].map((x) => (
            <path key={x} d={STAR} transform={`translate(${x} 0)`} className="star-full" />
          ))}
        </g>
      </svg>
      {count === undefined ? null : (
        <span className="stars-count" aria-hidden="true">
          {count}
        </span>
      )}
    </span>
  );
}
