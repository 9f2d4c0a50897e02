import type { ProductSummary } from '@breakwater/contracts';
import { useState } from 'react';

type PictureFacts = ProductSummary['picture'];

interface Props {
  readonly picture: PictureFacts;
  /** Beside a text that already names the product. */
  readonly decorative?: boolean;
  readonly eager?: boolean;
}

/** A product's picture in a frame of fixed shape, so that nothing moves when it arrives; a drawn sail when it does not. */
export function ProductPicture({ picture, decorative = false, eager = false }: Props) {
  const [broken, setBroken] = useState<string>();
  const alt = decorative ? '' : picture.alt;
  if (broken === picture.url) {
    return (
      <span className="picture picture-missing" role={decorative ? undefined : 'img'} aria-label={alt || undefined}>
        <svg viewBox="0 0 80 80" width="80" height="80" aria-hidden="true" focusable="false">
          <path d="M38 14v40H14zM43 22v32h22z" fill="#b9d8e6" />
          <path d="M10 60h60l-8 10H18z" fill="#8b7c62" />
        </svg>
      </span>
    );
  }
  return (
    <span className="picture">
      <img
        src={picture.url}
        alt={alt}
        width={picture.width}
        height={picture.height}
        loading={eager ? 'eager' : 'lazy'}
        decoding="async"
        onError={() => setBroken(picture.url)}
      />
    </span>
  );
}
