/** The shop's own few pages. */

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

export function escape(text: string): string {
  return text.replace(/[&<>"']/g, (char) => ESCAPES[char] ?? char)
}

/** `body` is markup; whatever comes from people has to be escaped before it gets here. */
export function shopPage(title: string, body: string): string {
  return `<!doctype html>
<html lang="en" dir="ltr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(title)} – Paper &amp; Pine</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/shop.css">
</head>
<body>
<header><a href="/">Paper &amp; Pine</a><nav><a href="/account">Account</a> <a href="/admin">Administration</a></nav></header>
<main><h1>${escape(title)}</h1>${body}</main>
</body>
</html>
`
}

export function homePage(username: string | null): string {
  const who = username === null ? '<p><a class="button" href="/login">Sign in</a></p>' : `<p>Welcome back, ${escape(username)}.</p>`
  return shopPage('Notebooks and pencils', `<p>A small shop that shows how two-step sign-in feels.</p>${who}`)
}

const DEMO_USERS: readonly (readonly [string, string])[] = [
  ['ann', 'enrolled, with the Authy app'],
  ['kim', 'enrolled, texts only'],
  ['sam', 'student, registered by the school, not confirmed yet'],
  ['nora', 'has no second factor yet'],
  ['olaf', 'opted out'],
  ['ada', 'administrator'],
  ['bea', 'emergency access'],
  ['zoe', 'enrolled, prefers Arabic'],
]

export function loginPage(returnTo: string | null, failed: boolean, phoneUrl: string | null): string {
  const rows = DEMO_USERS.map(([name, state]) => `<tr><th scope="row">${name}</th><td>${state}</td></tr>`).join('')
  const phone = phoneUrl === null ? '' : `<p>The virtual phone is at <a href="${escape(phoneUrl)}">${escape(phoneUrl)}</a>.</p>`
  return shopPage(
    'Sign in',
    `${failed ? '<p class="problem" role="alert">That name and password do not fit together.</p>' : ''}
<form method="post" action="/login">
${returnTo === null ? '' : `<input type="hidden" name="return_to" value="${escape(returnTo)}">`}
<label for="username">Name</label><input id="username" name="username" autocomplete="username" required>
<label for="password">Password</label><input id="password" name="password" type="password" autocomplete="current-password" required>
<button>Sign in</button>
</form>
<p>New here? <a href="/signup">Make an account</a></p>
<details open><summary>Demo users, password <code>correct-horse</code></summary><table>${rows}</table>${phone}</details>`,
  )
}

export function signupPage(problem: string | null): string {
  return shopPage(
    'Make an account',
    `${problem === null ? '' : `<p class="problem" role="alert">${escape(problem)}</p>`}
<form method="post" action="/signup">
<label for="username">Name</label><input id="username" name="username" autocomplete="username" required>
<label for="email">Email</label><input id="email" name="email" type="email" autocomplete="email" required>
<label for="password">Password, at least 10 characters</label><input id="password" name="password" type="password" autocomplete="new-password" minlength="10" required>
<button>Make the account</button>
</form>`,
  )
}

export function accountPage(username: string): string {
  return shopPage(
    'Your account',
    `<h2>Order history of ${escape(username)}</h2>
<ul><li>Dotted notebook, A5</li><li>Twelve pencils, HB</li></ul>
<p><a href="/2fa">Two-step sign-in</a></p>
<form method="post" action="/logout"><button>Sign out</button></form>`,
  )
}

export const SHOP_STYLES = `:root{color-scheme:light dark;font:1rem/1.5 system-ui,sans-serif}
body{margin:0}
header{display:flex;justify-content:space-between;flex-wrap:wrap;gap:.5rem;padding:1rem 1.5rem;border-block-end:1px solid #8886}
header a{color:inherit}
main{max-inline-size:32rem;margin:2rem auto;padding-inline:1.5rem}
form{display:grid;gap:.5rem;margin-block:1rem}
input,button,.button{font:inherit;padding:.625rem .75rem;border:1px solid #767676;border-radius:.5rem}
button,.button{display:inline-block;background:#0b57d0;border-color:#0b57d0;color:#fff;font-weight:600;text-decoration:none;cursor:pointer}
table{border-spacing:.75rem .25rem;text-align:start}th{text-align:start}
.problem{padding:.625rem .75rem;border:1px solid #b3261e;border-radius:.5rem}
`
