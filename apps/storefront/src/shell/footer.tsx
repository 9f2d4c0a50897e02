import './footer.css';
import { Link } from 'react-router';

export function Footer() {
  return (
    <footer className="site-footer">
      <svg
        className="footer-wave"
        viewBox="0 0 1200 48"
        preserveAspectRatio="none"
        aria-hidden="true"
        focusable="false"
      >
        <path d="M0 48V26q75-26 150 0t150 0 150 0 150 0 150 0 150 0 150 0 150 0v22z" fill="currentColor" />
      </svg>
      <div className="footer-body">
        <div className="footer-inner">
          <p className="footer-promise">
            Gear that has been out in the weather. Sent from the harbour within two days, thirty days to change your
            mind.
          </p>
          <nav aria-label="Footer">
            <ul>
              <li>
                <Link to="/shop">All products</Link>
              </li>
              <li>
                <Link to="/orders">Your orders</Link>
              </li>
              <li>
                <Link to="/account">Account</Link>
              </li>
              <li>
                <a href="/console/">Harbour office (operators)</a>
              </li>
            </ul>
          </nav>
          <p className="footer-small">Breakwater Supply is a demonstration shop: nothing is sent and no money moves.</p>
        </div>
      </div>
    </footer>
  );
}
