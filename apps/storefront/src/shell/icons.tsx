const frame = {
  viewBox: '0 0 24 24',
  width: 24,
  height: 24,
  fill: 'none',
  stroke: 'currentColor',
  strokeWidth: 1.8,
  strokeLinecap: 'round',
  strokeLinejoin: 'round',
  'aria-hidden': true,
  focusable: false,
} as const;

export const BagIcon = () => (
  <svg {...frame}>
    <path d="M5.5 8h13l1 12.5h-15z" />
    <path d="M8.5 10.5V7a3.5 3.5 0 0 1 7 0v3.5" />
  </svg>
);

export const AccountIcon = () => (
  <svg {...frame}>
    <circle cx="12" cy="8.2" r="3.7" />
    <path d="M4.5 20.5c.6-4.2 3.5-6 7.5-6s6.9 1.8 7.5 6" />
  </svg>
);

export const SearchIcon = () => (
  <svg {...frame}>
    <circle cx="10.5" cy="10.5" r="6" />
    <path d="m15.2 15.2 5.3 5.3" />
  </svg>
);

export const CloseIcon = () => (
  <svg {...frame}>
    <path d="m6 6 12 12M18 6 6 18" />
  </svg>
);
