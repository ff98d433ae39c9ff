// Written by livehook load. Run: {% if is_signed %}LIVEHOOK_CALLBACK_KEY=… {% endif %}k6 run THIS_FILE
//
{%- for note in scenario.notes %}
// {{ note }}
{%- endfor %}
{%- for line in left_out %}
// Left out: {{ line }}.
{%- endfor %}
// k6 counts a latency from sending, not from the planned time: a request that waited for its turn looks quick here. What cannot be
// sent in time is dropped and counted as dropped_iterations; look at that before any latency.
import { check } from 'k6';
import { md5 } from 'k6/crypto';
import exec from 'k6/execution';
import http from 'k6/http';
import { Counter, Rate } from 'k6/metrics';

const url = __ENV.LIVEHOOK_URL || {{ url }};
{%- if is_signed %}
const key = __ENV.LIVEHOOK_CALLBACK_KEY;
if (!key) {
  throw new Error('set LIVEHOOK_CALLBACK_KEY to the receiver\'s callback key');
}
{%- endif %}
// One run's streams are not another's.
const run = __ENV.LIVEHOOK_RUN || String(Date.now());
const seed = '{{ seed }}';

const callback = {{ callback }};

// Class and share, adding up to 1.
const mix = [
{%- for line in mix %}
  {{ line }},
{%- endfor %}
];
// Answered 200 by a sound receiver; of the others, anything but a server's error is right.
const taken = new Set([{% for class in taken %}'{{ class }}'{% if !loop.last %}, {% endif %}{% endfor %}]);

const names = ['errors', 'ok', 'refused', 'timeouts', 'resets'];
const shares = Object.fromEntries(names.map((name) => [name, new Rate(`${name}_share`)]));
const counts = Object.fromEntries(names.map((name) => [name, new Counter(`${name}_count`)]));

export const options = {
  scenarios: {
    callbacks: {
{%- for line in scenario.lines %}
      {{ line }}
{%- endfor %}
    },
  },
  thresholds: {
{%- for line in thresholds %}
    {{ line }}
{%- endfor %}
  },
  summaryTrendStats: ['min', 'avg', 'p(50)', 'p(90)', 'p(99)', 'p(99.9)', 'max'],
};

// The class of a request, by its number alone.
function classOf(number) {
  let at = parseInt(md5(`${seed}:${number}`, 'hex').slice(0, 8), 16) / 0x100000000;
  for (const [name, share] of mix) {
    at -= share;
    if (at < 0) {
      return name;
    }
  }
  return mix[mix.length - 1][0];
}

{% if is_signed -%}
function signed(content, seconds, by) {
  const t = Math.floor(Date.now() / 1000) + seconds;
  return JSON.stringify({ ...content, t, sign: md5(by + t, 'hex') });
}
{%- else -%}
// The receiver has no key: neither t nor sign is sent.
const key = '';
function signed(content) {
  return JSON.stringify(content);
}
{%- endif %}

// What this virtual user sent last, for what is sent again.
let last;

function body(name, number) {
  const fresh = { ...callback, stream_id: `k6-${run}-${seed}-${number}` };
  if (!last) {
    last = { content: fresh, text: signed(fresh, 600, key) };
    if (['duplicate', 'redelivered', 'tampered'].includes(name)) {
      return last.text;
    }
  }
  switch (name) {
    case 'expired':
      return signed(fresh, -60, key);
    case 'forged':
      return signed(fresh, 600, `nobody was given this key ${number}`);
    case 'duplicate':
      return last.text;
    case 'redelivered':
      return signed(last.content, 600, key);
    case 'tampered':
      return signed({ ...last.content, tampered: number }, 600, key);
    case 'unknown-event':
      return signed({ ...fresh, event_type: 99999 }, 600, key);
    case 'malformed':
      return signed(fresh, 600, key).slice(0, -20);
    case 'large':
      return signed({ ...fresh, padding: 'x'.repeat(200 * 1024) }, 600, key);
    default: {
      const text = signed(fresh, 600, key);
      last = { content: fresh, text };
      return text;
    }
  }
}

export default function () {
  const number = exec.scenario.iterationInTest;
  const name = classOf(number);
  const answer = http.post(url, body(name, number), {
    headers: { 'Content-Type': 'application/json' },
    tags: { class: name },
    redirects: 0,
    timeout: {{ timeout }},
  });
  const ok = taken.has(name) ? answer.status === 200 : answer.status > 0 && answer.status < 500;
  const seen = {
    errors: !ok,
    ok,
    refused: answer.status >= 400 && answer.status < 500,
    timeouts: answer.error_code === 1050,
    resets: answer.error_code === 1220,
  };
  for (const each of names) {
    shares[each].add(seen[each], { class: name });
    counts[each].add(seen[each] ? 1 : 0, { class: name });
  }
  check(answer, { [`${name}: as expected`]: () => ok }, { class: name });
}
