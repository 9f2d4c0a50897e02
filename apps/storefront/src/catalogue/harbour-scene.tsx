/** The picture over the home page: evening, a breakwater, a light. Drawn here, so it costs no request. */
export function HarbourScene() {
  return (
    <svg
      className="harbour"
      viewBox="0 0 1440 560"
      preserveAspectRatio="xMaxYMid slice"
      aria-hidden="true"
      focusable="false"
    >
      <defs>
        <linearGradient id="sky" x1="0" y1="0" x2="0" y2="1">
          <stop offset="0" stopColor="#0b2a40" />
          <stop offset="0.62" stopColor="#2b6a8a" />
          <stop offset="1" stopColor="#f0c9a0" />
        </linearGradient>
        <linearGradient id="beam" x1="1" y1="0" x2="0" y2="0">
          <stop offset="0" stopColor="#ffdf9e" stopOpacity="0.75" />
          <stop offset="1" stopColor="#ffdf9e" stopOpacity="0" />
        </linearGradient>
      </defs>
      <rect width="1440" height="400" fill="url(#sky)" />
      <circle cx="905" cy="372" r="46" fill="#ffb454" />
      <path d="M0 372c120-34 210-46 330-28s170 34 300 28v32H0z" fill="#123c57" opacity="0.55" />
      <path d="M1168 172 420 60v150z" fill="url(#beam)" className="harbour-beam" />
      <rect y="372" width="1440" height="188" fill="#123c57" />
      <path
        d="M830 386h150M850 400h112M866 414h82M884 430h50"
        stroke="#ffb454"
        strokeWidth="5"
        strokeLinecap="round"
        opacity="0.6"
      />
      <g className="harbour-boat">
        <path d="M644 316v64h-44zM652 300v80h52z" fill="#fdfbf7" />
        <path d="M592 386h122l-18 22h-84z" fill="#c2410c" />
      </g>
      <path d="M1440 352h-330l-52 22-48 50h430z" fill="#3a3f45" />
      <path d="M1020 414l40-30 38 12 34-26 44 20 40-24 52 22 44-20 52 18 40-14 36 10v52h-430z" fill="#555c63" />
      <path d="M1146 372l10-172h28l10 172z" fill="#f7f1e6" />
      <path d="M1150.5 296h39l2.7 44h-44.5zM1154.8 224h30.4l2.4 36h-35.2z" fill="#c2410c" />
      <path d="M1152 200h36v-6h-36z" fill="#071c2b" />
      <rect x="1157" y="160" width="26" height="34" rx="2" fill="#ffdf9e" />
      <path d="M1153 160l17-22 17 22z" fill="#071c2b" />
      <g fill="none" stroke="#8fc1d9" strokeWidth="4" strokeLinecap="round" opacity="0.55">
        <path d="M60 440q24-16 48 0t48 0 48 0M420 470q24-16 48 0t48 0 48 0M760 466q24-16 48 0t48 0" />
        <path d="M180 510q24-16 48 0t48 0 48 0M620 524q24-16 48 0t48 0M960 512q24-16 48 0t48 0 48 0" />
      </g>
    </svg>
  );
}
