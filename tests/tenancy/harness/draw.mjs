// Random values of operations: keys of either tenant, and keys that nobody has yet. As tests/tenancy/draw.py.
const COUNTS = { user: 3, label: 3, comment: 10, line: 4 }

export class Draw {
  constructor(seed, foreign) {
    this.state = [...`${seed}`].reduce((sum, letter) => (Math.imul(sum, 31) + letter.charCodeAt(0)) | 0, 7)
    this.share = foreign ? 0.4 : 0
    this.foreign = false
  }

  number() {
    this.state = (this.state + 0x6d2b79f5) | 0
    let t = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }

  whole(from, to) { return from + Math.floor(this.number() * (to - from + 1)) }
  chance(share = 0.5) { return this.number() < share }
  one(...choices) { return choices[this.whole(0, choices.length - 1)] }
  text() { return `text ${this.whole(0, 999999)}` }

  tenant() {
    if (this.number() >= this.share) return 'a'
    this.foreign = true
    return 'b'
  }

  key(kind) {
    const tenant = this.tenant()
    const base = tenant === 'b' ? 7770000 : 0
    if (kind === 'task') return `${tenant.repeat(8)}-0000-4000-8000-${String(this.whole(1, 8)).padStart(12, '0')}`
    if (kind === 'project') return base + this.whole(1, 3)
    if (kind === 'attachment') return base + this.whole(1, 6)
    if (kind === 'organization') return `${tenant}-org`
    return `${tenant}-${kind}-${this.whole(1, COUNTS[kind])}`
  }

  own(kind) {
    const share = this.share
    this.share = 0
    const key = this.key(kind)
    this.share = share
    return key
  }

  fresh(kind) {
    const number = this.whole(1000000, 7000000)
    if (kind === 'task') return `cccccccc-0000-4000-8000-${String(number).padStart(12, '0')}`
    return kind === 'project' || kind === 'attachment' ? number : `new-${number}`
  }
}
