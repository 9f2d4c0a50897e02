import './session.css';
import { announce, asApiError, useStore } from '@breakwater/web';
import { useState } from 'react';
import { Link, Navigate, useNavigate } from 'react-router';
import { loadCart } from '../cart/cart-store.js';
import { LoadingPage } from '../shell/loading-page.js';
import { PageTitle } from '../shell/page-title.js';
import { leave, session } from './session-store.js';

export function AccountPage() {
  const { status, customer } = useStore(session);
  const navigate = useNavigate();
  const [problem, setProblem] = useState<string>();
  if (status === 'loading') return <LoadingPage />;
  if (customer === null) return <Navigate to="/sign-in" replace />;

  const signOut = async (): Promise<void> => {
    try {
      await leave();
      announce('You are signed out');
      void loadCart();
      await navigate('/');
    } catch (error) {
      setProblem(asApiError(error).message);
    }
  };
  return (
    <section className="page page-narrow entry">
      <PageTitle>Your account</PageTitle>
      <div className="card account-card">
        <p className="account-name">{customer.name}</p>
        <p className="quiet">{customer.email}</p>
        <p>
          <Link to="/orders">Your orders</Link>
        </p>
        {customer.role === 'operator' ? (
          <p>
            <a href="/console/">Harbour office</a>
          </p>
        ) : null}
      </div>
      {problem === undefined ? null : (
        <p className="field-problem" role="alert">
          {problem}
        </p>
      )}
      <button type="button" className="button button-secondary" onClick={() => void signOut()}>
        Sign out
      </button>
    </section>
  );
}
