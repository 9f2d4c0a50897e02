import './session.css';
import { Field } from '@breakwater/web';
import { useState } from 'react';
import { Link, useNavigate, useSearchParams } from 'react-router';
import { PageTitle } from '../shell/page-title.js';
import { EntryForm } from './entry-form.js';
import { safeReturn } from './safe-return.js';
import { enterByPassword } from './session-store.js';

export function SignInPage() {
  const navigate = useNavigate();
  const [search] = useSearchParams();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [checked, setChecked] = useState(false);
  const to = safeReturn(search.get('to'));
  return (
    <section className="page page-narrow entry">
      <PageTitle>Sign in</PageTitle>
      <EntryForm
        label="Sign in"
        check={() => {
          setChecked(true);
          return email.trim() !== '' && password !== '';
        }}
        onSubmit={async () => {
          await enterByPassword({ email: email.trim(), password });
          await navigate(to, { replace: true });
        }}
      >
        <Field
          label="E-mail"
          type="email"
          autoComplete="username"
          required
          maxLength={254}
          value={email}
          onValue={setEmail}
          problem={checked && email.trim() === '' ? 'Enter your e-mail address.' : undefined}
        />
        <Field
          label="Password"
          type="password"
          autoComplete="current-password"
          required
          maxLength={200}
          value={password}
          onValue={setPassword}
          problem={checked && password === '' ? 'Enter your password.' : undefined}
        />
      </EntryForm>
      <p className="quiet">
        New here? <Link to={`/sign-up?to=${encodeURIComponent(to)}`}>Create an account</Link>, or buy as a guest.
      </p>
    </section>
  );
}
