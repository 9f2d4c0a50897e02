/** A small drawing for empty and broken pages. */
export function Lighthouse() {
  return (
    <svg className="lighthouse" viewBox="0 0 160 120" width="160" height="120" aria-hidden="true" focusable="false">
      <path d="M88 34 156 14v34L88 42z" fill="#ffe9d6" />
      <path d="M72 34 4 14v34l68-8z" fill="#ffe9d6" />
      <path d="M72 46h16l6 54H66z" fill="#f7f1e6" stroke="#0b2a40" strokeWidth="2" />
      <path d="M70.4 60h19.2l1.7 15H68.7z" fill="#c2410c" />
      <path d="M73 32h14v14H73z" fill="#ffb454" stroke="#0b2a40" strokeWidth="2" />
      <path d="M70 32 80 22l10 10z" fill="#0b2a40" />
      <path
        d="M18 102q10.3-8 20.6 0t20.7 0 20.7 0 20.7 0 20.6 0 20.7 0"
        fill="none"
        stroke="#2f7699"
        strokeWidth="4"
        strokeLinecap="round"
      />
      <path
        d="M36 114q8-6 16 0t16 0 16 0 16 0 16 0"
        fill="none"
        stroke="#b9d8e6"
        strokeWidth="4"
        strokeLinecap="round"
      />
    </svg>
  );
}
