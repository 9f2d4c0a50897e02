import type { ProductDetail } from '@breakwater/contracts';
import { useState } from 'react';
import { ProductPicture } from './picture.js';

export function Gallery({ pictures }: { pictures: ProductDetail['pictures'] }) {
  const [index, setIndex] = useState(0);
  const shown = pictures[index] ?? pictures[0];
  return (
    <div className="gallery">
      {shown === undefined ? null : <ProductPicture picture={shown} eager />}
      {pictures.length < 2 ? null : (
        <ul className="gallery-thumbs" aria-label="Pictures">
          {pictures.map((picture, i) => (
            <li key={picture.url}>
              <button
                type="button"
                aria-label={`Show picture ${i + 1} of ${pictures.length}`}
                aria-pressed={i === index}
                onClick={() => setIndex(i)}
              >
                <ProductPicture picture={picture} decorative />
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
