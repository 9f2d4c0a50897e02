import { PageHeading } from '@breakwater/web';
import type { ReactNode } from 'react';
import { SITE } from './site.js';

/** The h1 of a page of this shop; `title` names the document when the heading is no plain text. */
export function PageTitle({ children, title }: { children: ReactNode; title?: string }) {
  const text = title ?? (typeof children === 'string' ? children : SITE);
  return (
    <PageHeading site={SITE} title={text}>
      {children}
    </PageHeading>
  );
}
