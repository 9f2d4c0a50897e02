import { BrowserRouter, Route, Routes } from 'react-router';
import { ReconciliationPage } from './reconciliation/reconciliation-page.js';
import { Refusal } from './session/refusal.js';
import { SignInForm } from './session/sign-in-form.js';
import { useOperator } from './session/use-operator.js';
import { ConsoleHeader } from './shell/console-header.js';
import { NowherePage } from './shell/nowhere-page.js';
import { StatusPage } from './status/status-page.js';

export function App() {
  const { state, enter, leave, expire } = useOperator();
  return (
    <BrowserRouter basename="/console">
      <a className="skip-link" href="#content">
        Skip to content
      </a>
      <ConsoleHeader leave={state.kind === 'operator' ? () => void leave() : undefined} />
      <main id="content" className="console-main" tabIndex={-1}>
        {state.kind === 'loading' ? <span className="skeleton console-skeleton" aria-hidden="true" /> : null}
        {state.kind === 'nobody' ? <SignInForm enter={enter} notice={state.notice} /> : null}
        {state.kind === 'operator' ? (
          <Refusal value={expire}>
            <Pages />
          </Refusal>
        ) : null}
      </main>
    </BrowserRouter>
  );
}

function Pages() {
  return (
    <Routes>
      <Route index element={<StatusPage />} />
      <Route path="reconciliation" element={<ReconciliationPage />} />
      <Route path="*" element={<NowherePage />} />
    </Routes>
  );
}
