import { NavLink } from 'react-router';

const TABS = [
  { to: '/reconciliation', name: 'Discrepancies' },
  { to: '/reconciliation/days', name: 'Days' },
  { to: '/reconciliation/runs', name: 'Runs' },
];

export function ReconciliationTabs() {
  return (
    <nav className="tabs" aria-label="Reconciliation">
      {TABS.map(({ to, name }) => (
        <NavLink key={to} to={to} end>
          {name}
        </NavLink>
      ))}
    </nav>
  );
}
