import { asApiError, Field, Notice, PageHeading } from '@breakwater/web';
import { type FormEvent, useState } from 'react';

interface Props {
  readonly enter: (email: string, password: string) => Promise<void>;
  readonly notice: string | undefined;
}

export function SignInForm({ enter, notice }: Props) {
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();

  const run = async (): Promise<void> => {
    setBusy(true);
    setProblem(undefined);
    try {
      await enter(email.trim(), password);
    } catch (error) {
      const { code, message } = asApiError(error);
      setProblem(code === 'auth.credentials.wrong' ? 'E-mail and password do not belong together.' : message);
    } finally {
      setBusy(false);
    }
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (!busy && email.trim() !== '' && password !== '') void run();
  };
  const words = problem ?? notice;
  return (
    <form className="card console-sign-in" onSubmit={submit} aria-label="Operator sign-in">
      <PageHeading title="Sign in" site="Harbour office">
        Operator sign-in
      </PageHeading>
      {words === undefined ? null : (
        <Notice tone="bad" title="No entry" takeFocus>
          <p>{words}</p>
        </Notice>
      )}
      <Field label="E-mail" type="email" autoComplete="username" required value={email} onValue={setEmail} />
      <Field
        label="Password"
        type="password"
        autoComplete="current-password"
        required
        value={password}
        onValue={setPassword}
      />
      <button type="submit" className="button button-primary button-wide" aria-disabled={busy}>
        Sign in
      </button>
    </form>
  );
}
