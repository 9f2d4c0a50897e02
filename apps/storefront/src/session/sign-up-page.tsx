import './session.css';
import { Field } from '@breakwater/web';
import { useState } from 'react';
import { Link, useNavigate, useSearchParams } from 'react-router';
import { looksLikeEmail } from '../checkout/delivery.js';
import { PageTitle } from '../shell/page-title.js';
import { EntryForm } from './entry-form.js';
import { safeReturn } from './safe-return.js';
import { enterByNewAccount } from './session-store.js';

const MIN_PASSWORD = 10;

export function SignUpPage() {
  const navigate = useNavigate();
  const [search] = useSearchParams();
  const [name, setName] = useState('');
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [checked, setChecked] = useState(false);
  const wrong = {
    name: name.trim() === '' ? 'What shall we call you?' : undefined,
    email: looksLikeEmail(email) ? undefined : 'Enter an e-mail address, such as ada@example.com.',
    password: password.length < MIN_PASSWORD ? `Use at least ${MIN_PASSWORD} characters.` : undefined,
  };
  const to = safeReturn(search.get('to'));
  return (
    <section className="page page-narrow entry">
      <PageTitle>Create an account</PageTitle>
      <EntryForm
        label="Create account"
        check={() => {
          setChecked(true);
          return Object.values(wrong).every((problem) => problem === undefined);
        }}
        onSubmit={async () => {
          await enterByNewAccount({ name: name.trim(), email: email.trim(), password });
          await navigate(to, { replace: true });
        }}
      >
        <Field
          label="Full name"
          autoComplete="name"
          required
          maxLength={100}
          value={name}
          onValue={setName}
          problem={checked ? wrong.name : undefined}
        />
        <Field
          label="E-mail"
          type="email"
          autoComplete="username"
          required
          maxLength={254}
          value={email}
          onValue={setEmail}
          problem={checked ? wrong.email : undefined}
        />
        <Field
          label="Password"
          type="password"
          autoComplete="new-password"
          required
          maxLength={200}
          value={password}
          onValue={setPassword}
          hint={`At least ${MIN_PASSWORD} characters.`}
          problem={checked ? wrong.password : undefined}
        />
      </EntryForm>
      <p className="quiet">
        Have an account? <Link to={`/sign-in?to=${encodeURIComponent(to)}`}>Sign in</Link>
      </p>
    </section>
  );
}
