import { type ReactNode, useId } from 'react';

interface Props {
  readonly title: string;
  readonly columns: readonly string[];
  readonly children: ReactNode;
  readonly empty: boolean;
  readonly emptyText?: string;
}

/** A titled table that scrolls sideways on a narrow screen. */
export function Panel({ title, columns, children, empty, emptyText = 'Nothing to show.' }: Props) {
  const id = useId();
  return (
    <section className="card panel" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {empty ? <p className="quiet">{emptyText}</p> : null}
      {empty ? null : (
        <div className="panel-scroll" role="group" aria-labelledby={id} tabIndex={0}>
          <table>
            <thead>
              <tr>
                {columns.map((column) => (
                  <th key={column} scope="col">
                    {column}
                  </th>
                ))}
              </tr>
            </thead>
            {children}
          </table>
        </div>
      )}
    </section>
  );
}
