// The preview page needs no script, only its look.

import "./main.css";
