import { LogoMark } from '@breakwater/web';
import { SignInForm } from './session/sign-in-form.js';
import { useOperator } from './session/use-operator.js';
import { StatusPage } from './status/status-page.js';

export function App() {
  const { state, enter, leave, expire } = useOperator();
  return (
    <>
      <a className="skip-link" href="#content">
        Skip to content
      </a>
      <header className="console-header">
        <div className="console-header-row">
          <LogoMark />
          <p className="console-brand">
            Harbour office <span>Breakwater</span>
          </p>
          <a href="/">To the shop</a>
          {state.kind === 'operator' ? (
            <button type="button" className="console-leave" onClick={() => void leave()}>
              Sign out
            </button>
          ) : null}
        </div>
      </header>
      <main id="content" className="console-main" tabIndex={-1}>
        {state.kind === 'loading' ? <span className="skeleton console-skeleton" aria-hidden="true" /> : null}
        {state.kind === 'operator' ? <StatusPage onRefused={expire} /> : null}
        {state.kind === 'nobody' ? <SignInForm enter={enter} notice={state.notice} /> : null}
      </main>
    </>
  );
}
