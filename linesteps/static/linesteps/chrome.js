"use strict";(()=>{var{django:t}=window,o=document.getElementById("linesteps-chrome-words")?.textContent;if(t?.catalog&&o)for(let[s,n]of Object.entries(JSON.parse(o)))t.catalog[s]??=n;})();
