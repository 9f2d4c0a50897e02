import { type ReactNode, useEffect, useRef } from 'react';

let navigations = 0;

/**
 * The page's h1. It names the document, and takes the focus when it appears by a navigation, so that keyboard and screen
 * reader start at the new page; not at the first load, where the browser does that. Give it a `key` per page.
 */
export function PageHeading({ children, title, site }: { children: ReactNode; title: string; site: string }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = title === site ? site : `${title} · ${site}`;
  }, [title, site]);
  useEffect(() => {
    if (navigations > 0) heading.current?.focus({ preventScroll: true });
    navigations += 1;
  }, []);
  return (
    <h1 tabIndex={-1} ref={heading} className="page-heading">
      {children}
    </h1>
  );
}
