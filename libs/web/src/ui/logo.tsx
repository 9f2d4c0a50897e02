/** The mark: a harbour light over two waves. Decoration, so the text beside it must name the shop. */
export function LogoMark() {
  return (
    <svg className="logo-mark" viewBox="0 0 40 40" width="40" height="40" aria-hidden="true" focusable="false">
      <circle cx="20" cy="20" r="20" fill="#0b2a40" />
      <path d="M18 9h4l1.6 14h-7.2z" fill="#f4eee3" />
      <path d="M17.4 14h5.2l.4 3.4h-6z" fill="#e8590c" />
      <circle cx="20" cy="7.6" r="2" fill="#ffb454" />
      <path d="M4 25q4-4 8 0t8 0 8 0 8 0" fill="none" stroke="#8fc1d9" strokeWidth="2.4" strokeLinecap="round" />
      <path
        d="M7.5 31q3.1-3.4 6.2 0t6.3 0 6.2 0 6.3 0"
        fill="none"
        stroke="#8fc1d9"
        strokeWidth="2.4"
        strokeLinecap="round"
      />
    </svg>
  );
}
