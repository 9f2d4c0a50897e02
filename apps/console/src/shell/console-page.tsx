import { PageHeading } from '@breakwater/web';
import type { ReactNode } from 'react';

interface Props {
  readonly title: string;
  readonly children: ReactNode;
}

export function ConsolePage({ title, children }: Props) {
  return (
    <div className="console-page">
      <PageHeading key={title} title={title} site="Harbour office">
        {title}
      </PageHeading>
      {children}
    </div>
  );
}
