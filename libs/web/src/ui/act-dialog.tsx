import { type ReactNode, useState } from 'react';
import type { ApiError } from '../api/api-error.js';
import { isOpenMatter, OFFERS, stageOf } from '../state/act-stage.js';
import type { Act } from '../state/use-act.js';
import { Dialog } from './dialog.js';
import { Notice } from './notice.js';

export interface ActTrouble {
  readonly title: string;
  readonly text: string;
  /** Asking once more may still do it. */
  readonly mayTryAgain: boolean;
}

interface Props<I> {
  readonly act: Act<I>;
  readonly input: I;
  /** While false nothing new is begun; what is under way, unsettled or just refused stays to be seen. */
  readonly offered: boolean;
  readonly title: string;
  readonly words: { readonly ask: string; readonly yes: string; readonly no: string; readonly busy: string };
  readonly troubleOf: (error: ApiError) => ActTrouble;
  /** Called with the dialog closed, so that the page may take the focus. */
  readonly onDone: () => void;
  /** It came to nothing: what the page shows may be old. */
  readonly onStale: () => void;
  /** What will happen. */
  readonly children: ReactNode;
}

/** A button that asks before it acts, and tells how the act goes until its outcome is known. */
export function ActDialog<I>({ act, input, offered, title, words, troubleOf, onDone, onStale, children }: Props<I>) {
  const [open, setOpen] = useState(false);
  const trouble = act.error === undefined ? undefined : troubleOf(act.error);
  const stage = stageOf(act, trouble?.mayTryAgain === true);
  const { confirm, leave } = OFFERS[stage];

  const settle = async (done: Promise<boolean>): Promise<void> => {
    if (!(await done)) return onStale();
    setOpen(false);
    onDone();
  };
  const close = (): void => {
    setOpen(false);
    if (stage !== 'unsettled') act.forget();
  };
  if (!offered && !open && !isOpenMatter(act)) return null;
  const notice =
    trouble === undefined ? null : (
      <Notice tone={stage === 'unsettled' ? 'warning' : 'bad'} title={trouble.title} level={3} takeFocus={open}>
        <p>{trouble.text}</p>
      </Notice>
    );
  return (
    <>
      {open ? null : notice}
      <button type="button" className="button button-secondary button-small" onClick={() => setOpen(true)}>
        {act.busy ? <span className="spinner" aria-hidden="true" /> : null}
        {act.busy ? words.busy : words.ask}
      </button>
      <Dialog title={title} open={open} onClose={close}>
        {stage === 'question' ? <p>{children}</p> : null}
        {stage === 'under_way' ? <UnderWay repeating={act.repeating} /> : null}
        {notice}
        <div className="button-row">
          {stage === 'refused' ? null : (
            <button
              type="button"
              className="button button-primary"
              aria-disabled={act.busy}
              onClick={() =>
                confirm === undefined ? undefined : void settle(confirm === 'again' ? act.again() : act.run(input))
              }
            >
              {act.busy ? <span className="spinner" aria-hidden="true" /> : null}
              {act.busy ? words.busy : confirm === 'again' ? 'Ask again' : words.yes}
            </button>
          )}
          <button type="button" className="button button-plain" onClick={close}>
            {leave === 'close' ? 'Close' : words.no}
          </button>
        </div>
      </Dialog>
    </>
  );
}

function UnderWay({ repeating }: { repeating: boolean }) {
  return (
    <p role="status">
      {repeating
        ? 'This takes longer than usual: the shop has not answered yet, and we ask again.'
        : 'This takes a moment.'}{' '}
      It goes on, also when you close this.
    </p>
  );
}
