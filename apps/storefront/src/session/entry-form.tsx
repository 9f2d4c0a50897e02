import { asApiError, Notice } from '@breakwater/web';
import { type FormEvent, type ReactNode, useRef, useState } from 'react';

interface Props {
  readonly label: string;
  readonly children: ReactNode;
  readonly onSubmit: () => Promise<void>;
  /** Problems of the fields, found at submission; true when there are none. */
  readonly check: () => boolean;
}

/** The frame of sign-in and sign-up: busy, refused, and what to do about it. */
export function EntryForm({ label, children, onSubmit, check }: Props) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const form = useRef<HTMLFormElement>(null);

  const run = async (): Promise<void> => {
    setBusy(true);
    setProblem(undefined);
    try {
      await onSubmit();
    } catch (error) {
      setProblem(entryWords(asApiError(error).code, asApiError(error).message));
      setBusy(false);
    }
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (busy) return;
    if (check()) void run();
    else requestAnimationFrame(() => form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
  };
  return (
    <form className="entry-form" ref={form} onSubmit={submit} noValidate aria-label={label}>
      {problem === undefined ? null : (
        <Notice tone="bad" title="That did not work" takeFocus>
          <p>{problem}</p>
        </Notice>
      )}
      {children}
      <button type="submit" className="button button-primary button-wide" aria-disabled={busy}>
        {busy ? <span className="spinner" aria-hidden="true" /> : null}
        {label}
      </button>
    </form>
  );
}

function entryWords(code: string, message: string): string {
  const words: Readonly<Record<string, string>> = {
    'auth.credentials.wrong': 'E-mail and password do not belong together.',
    'auth.attempts.too_many': 'Too many attempts. Please wait a minute.',
    'auth.email.taken': 'There is an account with this e-mail already. Sign in instead.',
  };
  return words[code] ?? message;
}
