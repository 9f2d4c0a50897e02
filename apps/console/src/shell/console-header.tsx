import { LogoMark } from '@breakwater/web';
import { NavLink } from 'react-router';

const PAGES = [
  { to: '/', name: 'Status' },
  { to: '/reconciliation', name: 'Reconciliation' },
  { to: '/orders', name: 'Orders' },
  { to: '/outages', name: 'Outages' },
  { to: '/invariants', name: 'Invariants' },
];

/** `leave` is there for who has signed in; so are the pages. */
export function ConsoleHeader({ leave }: { leave: (() => void) | undefined }) {
  return (
    <header className="console-header">
      <div className="console-header-row">
        <LogoMark />
        <p className="console-brand">
          Harbour office <span>Breakwater</span>
        </p>
        <a href="/">To the shop</a>
        {leave === undefined ? null : (
          <button type="button" className="console-leave" onClick={leave}>
            Sign out
          </button>
        )}
      </div>
      {leave === undefined ? null : (
        <nav className="console-nav" aria-label="Harbour office">
          <ul>
            {PAGES.map(({ to, name }) => (
              <li key={to}>
                <NavLink to={to} end={to === '/'}>
                  {name}
                </NavLink>
              </li>
            ))}
          </ul>
        </nav>
      )}
    </header>
  );
}
