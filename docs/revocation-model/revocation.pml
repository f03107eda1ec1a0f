/*
 * How a revocation comes into force (docs/guarantees.md, P5), for Spin.
 *
 * One revocation of one grant; a token-vault replica that joins at any time and either dies and
 * comes back as another incarnation (ALONE) or has another replica beside it; one access-policy.
 * Every step of every thread may be late by any time. Times are ages and remainders in ticks, never
 * dates, so runs have any length. Each #ifdef but ALONE and WITNESS_* is a mistake: ./check builds
 * the model with each of them and expects it to fail.
 */

#define L 2 /* ticks that a heartbeat gives */
#ifdef NO_MARGIN
#define MARGIN 0
#else
#define MARGIN 1
#endif
#define DEADLINE (L + MARGIN)

#ifndef UNREAD
#define UNREAD 4 /* how many records access-policy may lag behind on the acks topic */
#endif

#define INCARNATIONS 3

/* The state topic: offset 0 holds the grant, 1 its revocation, 2 what a former relay appends. */
#define GRANTED 1
#define REVOKED 2
byte end = GRANTED; /* the read-committed end */
bool commitAnswered;

/* The acks topic: what access-policy has not read yet. kind * 4 + incarnation. */
#define HEARTBEAT 0
#define APPLIED 1
#define GOODBYE 2
#define BARRIER 3
chan acks = [UNREAD] of { byte };

/*
 * All replicas run one program and the promises hold for each by itself, so one is modelled in
 * full. Of the other only what it writes matters, and it may write it with or without a lease.
 */
#define DOWN 0
#define RUNNING 1
#define ENDED 2 /* admits nothing, holds no lease, has no call: what is left is to say so */
#define GONE 3
byte life;         /* of the replica */
byte incarnation;
bool restarted;

byte position;     /* its reader: read from the state topic */
bool revoked;      /* the revocation is applied */
bool toCut;        /* calls are to be judged again */
byte counted;      /* up to here all is applied and cut */
bool toReport;     /* counted, but not on the acks topic */

#define NO_BEAT 0
#define TIMED 1
#define ACKED 2
byte beat;         /* its heartbeats: the one under way */
byte beatLeft;     /* of its lease */
byte beatEnd;
byte waitingLeft;  /* of the lease of one that waits for waitingEnd to be counted */
byte waitingEnd;
byte lease;        /* what is left of the lease; none at 0 */
bool slow;         /* the clock has missed a tick */

#define NONE 0
#define CHECKED 1  /* between the last check and the write: one turn of an event loop */
#define IN_FLIGHT 2
byte call;

byte done; /* incarnations that have applied the revocation and cut its calls: for assertions only */

/* access-policy; sets of incarnations are bits. */
bool seen;         /* it has read the revocation from the state topic */
byte seenAge;
bool barrierSent;
bool barrierRead;
byte known;        /* incarnations of which a record was read; after the barrier, those to ask */
byte applied;
byte goodbye;
byte silence[INCARNATIONS]; /* since the last heartbeat was read */
bool answered;

#define has(set, i) (((set) >> (i)) & 1)
#define with(set, i) ((set) | (1 << (i)))
#define without(set, i) ((set) & (7 - (1 << (i))))
#define silent(i) (silence[i] >= DEADLINE)
#define excused(i) (!has(known, i) || has(goodbye, i) || silent(i) || has(applied, i))

/* Once it is answered nobody reads the topic any more. */
#define append(kind, i) if :: answered :: else -> acks!((kind) * 4 + (i)) fi
#define room (answered || nfull(acks))

#ifdef JUDGED_BEFORE_THE_BARRIER_IS_READ
#define mayJudge seen
#else
#define mayJudge barrierRead
#endif
#define settled (mayJudge && excused(0) && excused(1) && excused(2))
#ifdef NO_LAST_RESORT
#define leasesRunOut false
#else
#define leasesRunOut (seenAge >= DEADLINE)
#endif

#ifdef DEAD_COUNTED_AS_CONFIRMED
#define confirmed(i) (has(known, i) && !has(goodbye, i) && (has(applied, i) || silent(i)))
#else
#define confirmed(i) (has(known, i) && !has(goodbye, i) && has(applied, i))
#endif
#define honest(i) (!confirmed(i) || has(done, i))

/* access-policy judges after each record that it reads and as time passes: as early as it may. */
inline judge() {
  if
  :: seen && !answered && (settled || leasesRunOut) ->
    answered = true;
    /* The ways to an answer are really taken: here "fails" means "happens". */
#ifdef WITNESS_CONFIRMED
    assert(!(seenAge == 0 && confirmed(0)));
#endif
#ifdef WITNESS_GIVEN_UP
    assert(!(!leasesRunOut && has(known, 0) && silent(0)));
#endif
#ifdef WITNESS_LAST_RESORT
    assert(settled);
#endif
    assert(honest(0) && honest(1) && honest(2)); /* the answer is true */
    assert(call != IN_FLIGHT); /* calls in flight are cut */
    do
    :: len(acks) > 0 -> acks?_
    :: else -> break
    od;
    seenAge = 0; barrierRead = false; known = 0; applied = 0; goodbye = 0;
    silence[0] = 0; silence[1] = 0; silence[2] = 0
  :: else
  fi
}

#define less(n) n = (n > 0 -> n - 1 : 0)

inline tick(missed) {
  if
  :: missed -> slow = true
  :: else ->
    less(beatLeft);
    less(waitingLeft);
    less(lease);
    waitingEnd = (waitingLeft == 0 -> 0 : waitingEnd);
#ifndef CALLS_NOT_CUT_AT_THE_END_OF_THE_LEASE
    call = (lease == 0 -> NONE : call)
#endif
  fi;
  if
  :: !answered ->
    silence[0] = (has(known, 0) && silence[0] < DEADLINE -> silence[0] + 1 : silence[0]);
    silence[1] = (has(known, 1) && silence[1] < DEADLINE -> silence[1] + 1 : silence[1]);
    silence[2] = (has(known, 2) && silence[2] < DEADLINE -> silence[2] + 1 : silence[2]);
    seenAge = (seen && seenAge <= DEADLINE -> seenAge + 1 : seenAge);
  :: else
  fi;
  judge();
  assert(answered || seenAge <= DEADLINE) /* the answer comes within the bound */
}

/* Time does not pass inside a turn of an event loop: what remains if it does, guarantees.md says. */
#define noTurn (call != CHECKED)

active proctype Clock() {
  do
  :: d_step { noTurn -> tick(false) }
  :: d_step { noTurn && !slow && life == RUNNING -> tick(true) }
  od
}

active proctype Kafka() {
#ifdef ACKS_COMPACTED
  byte first;
  byte rest;
#endif
  do
  /* The transaction with the revocation commits; its answer may come before all can read it. */
  :: d_step { !commitAnswered -> commitAnswered = true }
  :: d_step { commitAnswered && end == GRANTED -> end = REVOKED }
#ifdef RELAY_NOT_FENCED
  :: d_step { end == REVOKED -> end = REVOKED + 1 }
#endif
#ifdef ACKS_COMPACTED
  /* The first of two unread records of one incarnation goes. */
  :: d_step {
      len(acks) >= 2 && !answered ->
        acks?first;
        if
        :: first < BARRIER * 4 && (acks??[eval(first)] || acks??[eval(first % 4 + APPLIED * 4)])
        :: else ->
          rest = len(acks);
          acks!first;
          do :: rest > 0 -> acks?first; acks!first; rest-- :: rest == 0 -> break od
        fi;
        first = 0; rest = 0
    }
#endif
  od
}

#ifdef COMMIT_ANSWER_TRUSTED
#define visible commitAnswered
#else
#define visible (end >= REVOKED)
#endif

active proctype AccessPolicy() {
  byte record;
  byte i;
  do
  :: d_step { visible && !seen -> seen = true; judge() }
  :: d_step { seen && !barrierSent && !answered && nfull(acks) -> acks!(BARRIER * 4); barrierSent = true }
  :: d_step {
      nempty(acks) ->
        acks?record;
        i = record % 4;
        if
        :: record == BARRIER * 4 -> barrierRead = true
        :: record < BARRIER * 4 && (!barrierRead || has(known, i)) ->
          known = with(known, i);
          if
          :: record / 4 == HEARTBEAT -> silence[i] = 0; goodbye = without(goodbye, i)
          :: record / 4 == APPLIED -> applied = with(applied, i)
          :: record / 4 == GOODBYE -> goodbye = with(goodbye, i)
          fi
        :: else
        fi;
        record = 0;
        i = 0;
        judge()
    }
  od
}

/* The heartbeat whose end is applied gives its lease. */
inline count() {
  if
  :: waitingLeft > 0 && counted >= waitingEnd ->
    lease = (waitingLeft > lease -> waitingLeft : lease);
    waitingLeft = 0;
    waitingEnd = 0
  :: else
  fi
}

inline nothing() {
  position = 0; revoked = false; toCut = false; counted = 0; toReport = false;
  beat = NO_BEAT; beatLeft = 0; beatEnd = 0; waitingLeft = 0; waitingEnd = 0; lease = 0;
  call = NONE
}

#define running (life == RUNNING)
#ifdef GOODBYE_WHILE_LEASED
#define admitting (life == RUNNING || life == GONE)
#else
#define admitting running
#endif
#ifdef LEASE_NEVER_CHECKED
#define leased true
#else
#define leased (lease > 0)
#endif
#ifdef CALL_REGISTERED_AFTER_ITS_CHECK
#define registered (call == IN_FLIGHT)
#else
#define registered true
#endif

active proctype TokenVault() {
  do
  :: d_step { life == DOWN -> life = RUNNING }
#ifdef ALONE
  /* It dies, at any moment, and comes back as another. */
  :: d_step { life != DOWN && !restarted -> restarted = true; nothing(); life = RUNNING; incarnation = 2 }
#endif

  /* The reader: apply, then cut, then count, then report. */
  :: d_step { running && position == 0 -> position = GRANTED; counted = GRANTED; count() }
  :: d_step { /* The grant's record may be compacted away once the revocation stands. */
      running && position < REVOKED && end >= REVOKED -> position = REVOKED; revoked = true; toCut = true
    }
#ifdef POSITION_COUNTED_BEFORE_IT_IS_APPLIED
  :: d_step { running && position == GRANTED && end >= REVOKED && counted < REVOKED -> counted = REVOKED; toReport = true; count() }
#endif
#ifdef CALLS_NOT_CUT_BEFORE_THE_REPORT
  :: d_step { running && toCut && counted < REVOKED -> counted = REVOKED; toReport = true; done = with(done, incarnation); count() }
#endif
  :: d_step {
      running && toCut ->
        toCut = false;
        call = (registered -> NONE : call);
        toReport = (counted < REVOKED -> true : toReport);
        counted = REVOKED;
        done = with(done, incarnation);
        count()
    }
#ifdef RELAY_NOT_FENCED
  /* A lower version is ignored, but not by one that never saw the higher: it is compacted away. */
  :: d_step { running && position == REVOKED && end > REVOKED && !toCut -> position = end; counted = end; count() }
  :: d_step { running && position == 0 && end > REVOKED -> position = end; counted = end; toReport = true; count() }
#endif
  :: d_step { running && toReport && room -> append(APPLIED, incarnation); toReport = false }

  /* Heartbeats: take the time, send and get the ack, read the end. */
  :: d_step {
      running && beat == NO_BEAT && counted > 0 ->
        beat = TIMED;
#ifdef END_READ_BEFORE_THE_ACK
        beatEnd = end;
#endif
        beatLeft = L
    }
  :: d_step { running && beat == TIMED && room -> append(HEARTBEAT, incarnation); beat = ACKED }
  :: d_step {
      running && beat == ACKED ->
#ifdef LEASE_FROM_THE_ACK
        beatLeft = L;
#endif
#ifndef END_READ_BEFORE_THE_ACK
        beatEnd = end;
#endif
#ifdef HEARTBEAT_COUNTED_WITHOUT_CATCH_UP
        beatEnd = 0;
#endif
        waitingLeft = beatLeft;
        waitingEnd = (waitingLeft > 0 -> beatEnd : 0);
        beat = NO_BEAT; beatLeft = 0; beatEnd = 0;
        count()
    }

  /* A call: registered and checked, then written in the same turn. */
  :: d_step { admitting && call == NONE && leased && position > 0 && !revoked -> call = CHECKED }
  :: d_step { call == CHECKED -> assert(!answered); /* no admission after the answer */ call = IN_FLIGHT }
  :: d_step { call == IN_FLIGHT -> call = NONE }

  /* It stops: calls over, lease dropped, and only then a goodbye. */
#ifdef GOODBYE_WHILE_LEASED
  :: d_step { running && room -> append(GOODBYE, incarnation); life = GONE }
#else
  :: d_step { running && call != CHECKED -> nothing(); life = ENDED }
  :: d_step { life == ENDED && room -> append(GOODBYE, incarnation); life = GONE }
#endif
  od
}

#ifndef ALONE
active proctype Another() {
  bool gone;
  bool reported;
  do
  :: d_step { !gone && !answered && nfull(acks) -> append(HEARTBEAT, 1) }
  :: d_step { !gone && !answered && end >= REVOKED && !has(done, 1) -> done = with(done, 1) }
  :: d_step { !gone && !answered && has(done, 1) && !reported && nfull(acks) -> append(APPLIED, 1); reported = true }
  :: d_step { !gone && !answered && nfull(acks) -> append(GOODBYE, 1); gone = true }
  od
}
#endif
