// Written by livehook load. Run: LIVEHOOK_CALLBACK_KEY=… k6 run THIS_FILE
//
// k6 has no random arrivals: these come evenly, which is kinder to the receiver.
// Left out: lag.p99<1ms: k6 does not measure its own lag; it drops what it cannot send in time.
// Left out: lost=0: k6 does not look into the receiver.
// k6 counts a latency from sending, not from the planned time: a request that waited for its turn looks quick here. What cannot be
// sent in time is dropped and counted as dropped_iterations; look at that before any latency.
import { check } from 'k6';
import { md5 } from 'k6/crypto';
import exec from 'k6/execution';
import http from 'k6/http';
import { Counter, Rate } from 'k6/metrics';

const url = __ENV.LIVEHOOK_URL || "http://127.0.0.1:8080/callbacks/css";
const key = __ENV.LIVEHOOK_CALLBACK_KEY;
if (!key) {
  throw new Error('set LIVEHOOK_CALLBACK_KEY to the receiver\'s callback key');
}
// One run's streams are not another's.
const run = __ENV.LIVEHOOK_RUN || String(Date.now());
const seed = '42';

const callback = {"appid":1250000001,"domain":"push.example.test","event_type":349,"items":[{"begin_time":1761128308,"cov_img_store_url":"","end_time":1761128334,"key_words":["half price","link number three","kettle","guarantee","ten minutes"],"summary":"The host boils a litre in ninety seconds, takes questions on the guarantee, and halves the price for viewers who order by link number three.","title":"Kettle at half price for ten minutes!","video_store_url":"http://demo-1250000001.cos.example.test/SmartHighlights/push.example.test/live/room42/LIVE_02AA00BB11CC22DD33EE44FF5566778899-1761127400000/2025-10-22_18-22-16_908250.mp4"}],"path":"live","stream_id":"room42"};

// Class and share, adding up to 1.
const mix = [
  ['sound', 0.9],
  ['expired', 0.02],
  ['forged', 0.06],
  ['duplicate', 0.018],
  ['malformed', 0.002],
];
// Answered 200 by a sound receiver; of the others, anything but a server's error is right.
const taken = new Set(['sound', 'duplicate', 'redelivered', 'tampered', 'unknown-event', 'large']);

const names = ['errors', 'ok', 'refused', 'timeouts', 'resets'];
const shares = Object.fromEntries(names.map((name) => [name, new Rate(`${name}_share`)]));
const counts = Object.fromEntries(names.map((name) => [name, new Counter(`${name}_count`)]));

export const options = {
  scenarios: {
    callbacks: {
      executor: 'constant-arrival-rate',
      rate: 5000,
      timeUnit: '1s',
      duration: "10000ms",
      preAllocatedVUs: 64,
      maxVUs: 64,
    },
  },
  thresholds: {
    "http_req_duration": ["p(99)<50", "p(50)<2", "avg<10.5"],
    "http_req_duration{class:sound}": ["p(99.9)<=200"],
    "http_reqs": ["rate>=4900"],
    "errors_share": ["rate<0.001"],
    "ok_share{class:sound}": ["rate>=0.999"],
    "refused_share{class:forged}": ["rate==1"],
    "timeouts_count": ["count==0"],
    "dropped_iterations": ["count==0"],
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

function signed(content, seconds, by) {
  const t = Math.floor(Date.now() / 1000) + seconds;
  return JSON.stringify({ ...content, t, sign: md5(by + t, 'hex') });
}

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
    timeout: "20000ms",
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