import type { ProductDetail } from '@breakwater/contracts';
import { ProductPicture } from './picture.js';

interface Props {
  readonly pictures: ProductDetail['pictures'];
  readonly index: number;
  readonly onIndex: (index: number) => void;
}

export function Gallery({ pictures, index, onIndex }: Props) {
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
                onClick={() => onIndex(i)}
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
