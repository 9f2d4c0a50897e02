import { Notice, type Resource } from '@breakwater/web';
import type { ReactNode } from 'react';
import { useRefusal } from '../session/refusal.js';

interface Props<T> {
  readonly what: string;
  readonly resource: Resource<T>;
  readonly children: (data: T) => ReactNode;
}

/** What was read, or why it could not be; something older that is known stays on the page, marked as old. */
export function Reading<T>({ what, resource, children }: Props<T>) {
  const { data, error, reload } = resource;
  useRefusal(error);
  return (
    <>
      {error === undefined ? null : (
        <Notice tone={data === undefined ? 'bad' : 'warning'} title={`Cannot read ${what}`}>
          <p>
            {error.message} {data === undefined ? '' : 'What you see is from before.'}
          </p>
          <p>
            <button type="button" className="button button-secondary button-small" onClick={reload}>
              Try again
            </button>
          </p>
        </Notice>
      )}
      {data === undefined && error === undefined ? (
        <span className="skeleton console-skeleton" aria-hidden="true" />
      ) : null}
      {data === undefined ? null : children(data)}
    </>
  );
}
