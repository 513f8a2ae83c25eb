/*
 * The release of a card reset: who must have done what before a card counts as unlocked.
 *
 * A model for Spin (spinroot.com; Debian package "spin"). Spin plays every order of the steps below, and looks at the claims at
 * the end of this file in each of them. docs/security.md, "The model of the release", says what the model covers and what it
 * leaves out. ReleaseModelTests plays it with each switch, so that it is known which rule the claims stand on.
 *
 * By hand, in an empty folder, FILE being this one:
 *
 *     spin -a FILE && cc -O1 -o pan pan.c && ./pan -a -m20000 -N all_of_them
 *
 * plays the design of now; "errors: 0" is the good end. This finds the attack on the first design, and tells it:
 *
 *     spin -DBEFORE -a FILE && cc -O1 -DREACH -o pan pan.c && ./pan -a -i -m150 -N card_answered ; spin -DBEFORE -t FILE
 *
 * Modelled after CardTaskItem (the steps and the refusals), CardTaskCalls (the calls), ICardKeyVault, and the card as
 * docs/cards/apdu/general-authenticate.md has it. Left out: a helper may ask again for an answer that it has missed, with the same
 * challenge, as long as the task has gone no further and the reset could still be released. That gives it the message that it was
 * given before, or none.
 *
 * Switches. Each takes away one rule, or lets one more thing happen. Without any, turns come one after another, as on SQLite.
 *
 *     BEFORE              no refusals at all: the host answers any challenge
 *     NO_OURS             a challenge that equals one of ours is answered
 *     OURS_OF_TASK_ONLY   it is compared with the challenges of the same task alone
 *     OURS_ONLY_FIRST     it is refused in the first round alone
 *     OURS_ONLY_SECOND    it is refused in the second round alone
 *     NO_SEEN_BEFORE      a challenge of the card that was seen before is answered
 *     NO_ONE_OPEN         several tasks may change the card at once
 *     ANY_STEP            a step may be taken again
 *     NO_SECOND_ROUND     a task is done when the card has answered once
 *     NO_EXPIRY           an expired task is released
 *     SAME_ORDER          the card's answer has its parts in the order of the host's, unlike GIDS
 *     REBIND              tasks of a card are found by where their journeys are now, and a journey may turn to another card
 *     LATE_TAKEN          a task that has expired goes on, once it was released
 *     BESIDE              turns of different chats run beside each other, as on PostgreSQL; the host holds the card before it looks
 *     LOOK_FIRST          with BESIDE: it looks at the card's tasks before it holds the card
 *     NOT_PROMISED        one more claim, which no design with GIDS can keep
 *     TASKS=3             three tasks of the card, not two
 *     DRAWS=3             so many challenges the card may draw, not two for each task
 */

#ifndef TASKS
#define TASKS 2
#endif
#ifndef DRAWS
#define DRAWS (2 * TASKS)
#endif
#ifdef BEFORE
#define NO_OURS
#define NO_SEEN_BEFORE
#define NO_ONE_OPEN
#endif

/*
 * Challenges are numbers. A random one is never guessed and never drawn twice, so each has a number of its own:
 * two for each task (R1 of round 0, and the second challenge, of round 1), one that the adversary makes up, and those that the
 * card draws. 0 is none.
 */
#define OURS(t, round)  (1 + 2 * (t) + (round))
#define MADE_UP         (1 + 2 * TASKS)
#define LAST            (MADE_UP + DRAWS)

/*
 * A message is E(first, second): two challenges under the card's key. Nobody makes one but the card and the vault, and nobody reads
 * or changes one. The random part Z of a message is left out, and so is the end mark.
 * The host answers the card's challenge R2 with E(R2, R1). The card answers with E(R1, R2).
 */
#ifdef SAME_ORDER
#define CARDS_FIRST(r1, r2)   r2
#define CARDS_SECOND(r1, r2)  r1
#else
#define CARDS_FIRST(r1, r2)   r1
#define CARDS_SECOND(r1, r2)  r2
#endif

/* ---------------------------------------------------------------- what the database keeps */

mtype:step = { Done, Over, Confirming, CardAnswered, Released, Waiting };  /* Done: over, and the card counts as unlocked */

typedef Task {
    mtype:step step = Waiting;
    byte cardChallenge[2];  /* of each round; 0 = none yet */
    bit isExpired;          /* time is left out: a task may expire at any moment */
#ifdef REBIND
    bit isHidden;           /* its journey is at another card now, so it is not among the tasks of this one */
#endif
#ifdef BESIDE
    bit isBusy;             /* a turn of its chat runs: the next one waits */
#endif
};

Task task[TASKS];           /* tasks of one card, each of a journey of its own, with complete evidence: the best that an adversary can have */

#if defined(BESIDE) && !defined(LOOK_FIRST)
#define HOLD_FIRST
bit isHeld;                 /* the card, by a turn */
#endif

#define IS_CHANGING(t)  (task[t].step == Released || task[t].step == CardAnswered || task[t].step == Confirming)
#define IS_OPEN(t)      (IS_CHANGING(t) && !task[t].isExpired)

/* ---------------------------------------------------------------- what the adversary has heard */

short heard[LAST + 1];      /* heard[a] has the bit b: the message E(a, b) */
byte drawn = MADE_UP;       /* the card's newest challenge */

#define HEARS(a, b)     heard[a] = heard[a] | (1 << (b))
#define HAS(a, b)       ((heard[a] >> (b)) & 1)

/* Our second challenge is given out when the card has answered the first. */
bit isGiven[TASKS];

#define IS_SECOND(x)    ((x) < MADE_UP && (x) % 2 == 0)
#define KNOWS(x)        ((x) <= drawn && (!IS_SECOND(x) || isGiven[((x) - 1) / 2]))

/* ---------------------------------------------------------------- what really happened: only the claims look at it */

bit hasAnswered[LAST + 1];  /* the real card has answered this challenge */
byte exchangedAfter;        /* the challenge of ours for which the card was open when its key was exchanged; 0 = it has our key */
byte releases[TASKS];
bit isDone;                 /* a task ended as done */
bit unproved;               /* a card's answer was taken that the card never gave in this task */
bit together;               /* two tasks were open at once */
bit exchangeMissed;         /* a task ended as done though the key was exchanged after its first round */
bit doneBeside;             /* a task ended as done while another was open */
#ifdef NOT_PROMISED
bit keyGone;                /* a task ended as done when the card no longer had our key */
#endif

/* ---------------------------------------------------------------- the wires; they hand over one thing at a time */

mtype:call = { otherEnd, done, confirm, cardResponse, authorise };
mtype:apdu = { exchangeKey, prove, begin };
mtype:wish = { check, answer };

chan toHost[TASKS] = [0] of { mtype:call, byte, byte };           /* a challenge, or the two parts of a message */
chan toCard = [0] of { mtype:apdu, byte, byte };
chan toVault = [0] of { mtype:wish, byte, byte, byte, byte };
chan fromVault = [0] of { byte, byte };

/* Helping variables, each used within one step: hidden, so that they make no states. */
hidden byte ht, hx, hy;             /* the helper's */
hidden byte cx, cy;                 /* the card's */
hidden byte v1, v2, v3, v4;         /* the vault's */
hidden byte x, y, w1, w2, i;        /* the host's */

/* ---------------------------------------------------------------- the card */

typedef CardState {
    byte r1, r2;        /* the two challenges of the authentication that has begun; 0 = none */
    byte openFor;       /* R1 of the one that was right: whoever talks to the card may now set a passcode, or exchange the key */
};

CardState card;

active proctype Card() {
end:
    do
    :: atomic { toCard?begin(cx, _) ->
            drawn++;
            card.r1 = cx; card.r2 = drawn; card.openFor = 0;
            printf("card: given %d, draws %d\n", card.r1, card.r2)
        }
    :: atomic { toCard?prove(cx, cy) ->
            if
            :: cx == card.r2 && cy == card.r1 && exchangedAfter == 0 ->
                HEARS(CARDS_FIRST(card.r1, card.r2), CARDS_SECOND(card.r1, card.r2));
                hasAnswered[card.r1] = 1;
                card.openFor = card.r1;
                printf("card: has seen the key, answers E(%d, %d)\n", CARDS_FIRST(card.r1, card.r2), CARDS_SECOND(card.r1, card.r2))
            :: else
            fi;
            card.r1 = 0; card.r2 = 0    /* a challenge is good once */
        }
    :: atomic { toCard?exchangeKey(_, _) ->
            exchangedAfter = card.openFor;
            printf("card: takes another key\n")
        }
    od
}

/* ---------------------------------------------------------------- the vault: it does as it is told, and the key stays in it */

active proctype Vault() {
end:
    do
    :: atomic { toVault?answer(v1, v2, _, _) -> fromVault!v2, v1 }              /* R1, R2: E(R2, R1) */
    :: atomic { toVault?check(v1, v2, v3, v4) ->                                /* R1, R2, and what is said to be the card's answer */
            fromVault!(v3 == CARDS_FIRST(v1, v2) && v4 == CARDS_SECOND(v1, v2)), 0 }
    od
}

/* ---------------------------------------------------------------- the host: the turns of one chat, one after another */

#ifdef REBIND
#define IS_LISTED(i)  (!task[i].isHidden)
#else
#define IS_LISTED(i)  true
#endif

#define EQUALS_OURS(i)  (x == OURS(i, 0) || x == OURS(i, 1))
#if defined(NO_OURS)
#define IS_OURS(i, round)  false
#elif defined(OURS_OF_TASK_ONLY)
#define IS_OURS(i, round)  (i == t && EQUALS_OURS(i))
#elif defined(OURS_ONLY_FIRST)
#define IS_OURS(i, round)  (round == 0 && EQUALS_OURS(i))
#elif defined(OURS_ONLY_SECOND)
#define IS_OURS(i, round)  (round == 1 && EQUALS_OURS(i))
#else
#define IS_OURS(i, round)  EQUALS_OURS(i)
#endif

#ifdef NO_SEEN_BEFORE
#define IS_SEEN(i)  false
#else
#define IS_SEEN(i)  (x == task[i].cardChallenge[0] || x == task[i].cardChallenge[1])
#endif

#ifdef NO_ONE_OPEN
#define IS_OTHER_OPEN(i)  false
#else
#define IS_OTHER_OPEN(i)  (i != t && IS_OPEN(i))
#endif

/* Sets isRefused: CardTaskItem.Refusal, over all tasks of the card. */
inline look(round) {
    for (i : 0 .. TASKS - 1) {
        isRefused = isRefused || (IS_LISTED(i) && (IS_OURS(i, round) || IS_SEEN(i) || IS_OTHER_OPEN(i)))
    }
}

#ifdef ANY_STEP
#define IS_AT(t, wanted)  (task[t].step != Over && task[t].step != Done)
#else
#define IS_AT(t, wanted)  (task[t].step == wanted)
#endif

#ifdef NO_EXPIRY
#define IS_TOO_LATE  false
#else
#define IS_TOO_LATE  task[t].isExpired
#endif

#ifdef LATE_TAKEN
#define IS_LATE  false
#else
#define IS_LATE  task[t].isExpired
#endif

#ifdef NO_SECOND_ROUND
#define LAST_STEP  CardAnswered
#define LAST_ROUND 0
#else
#define LAST_STEP  Confirming
#define LAST_ROUND 1
#endif

/* With BESIDE, turns of other chats come between a look and what follows from it. One chat's turns come one after another. */
#if defined(HOLD_FIRST)
#define OTHERS_TURN  isHeld = 1; task[t].isBusy = 1; challenge = x } atomic { x = challenge; challenge = 0; task[t].isBusy = 0; isHeld = 0
#elif defined(BESIDE)
#define OTHERS_TURN  task[t].isBusy = 1; challenge = x } atomic { x = challenge; challenge = 0; task[t].isBusy = 0
#else
#define OTHERS_TURN  skip
#endif

inline answered(round) {
    toVault!answer(OURS(t, round), x, 0, 0);
    fromVault?w1, w2;
    HEARS(w1, w2);
    task[t].cardChallenge[round] = x;
    printf("task %d: challenge %d in round %d, so the vault answers E(%d, %d)\n", t, x, round, w1, w2)
}

inline finish(end) {
    task[t].step = end;
    task[t].isExpired = 0   /* says nothing any more */
}

proctype Host(byte t) {
    bit isRefused;
#ifdef BESIDE
    byte challenge;
#endif

end:
    do
    :: atomic { toHost[t]?authorise(x, _) ->
            isRefused = !IS_AT(t, Waiting) || IS_TOO_LATE;
            look(0);
            OTHERS_TURN;
            if
            :: !isRefused ->
                answered(0);
                task[t].step = Released;
                releases[t]++;
                for (i : 0 .. TASKS - 1) {
                    together = together || (i != t && IS_OPEN(i) && IS_OPEN(t))
                }
            :: else
            fi;
            isRefused = 0
        }
    :: atomic { toHost[t]?cardResponse(x, y) ->
            toVault!check(OURS(t, 0), task[t].cardChallenge[0], x, y);
            fromVault?w1, _;
            if
            :: IS_AT(t, Released) && !IS_LATE && w1 ->
                unproved = unproved || !hasAnswered[OURS(t, 0)];
                task[t].step = CardAnswered;
                isGiven[t] = 1;
                printf("task %d: takes E(%d, %d) for the card's answer, and gives %d\n", t, x, y, OURS(t, 1))
            :: else
            fi
        }
    :: atomic { toHost[t]?confirm(x, _) ->
            isRefused = !IS_AT(t, CardAnswered) || IS_LATE;
            look(1);
            OTHERS_TURN;
            if
            :: !isRefused -> answered(1); task[t].step = Confirming
            :: else
            fi;
            isRefused = 0
        }
    :: atomic { toHost[t]?done(x, y) ->
            toVault!check(OURS(t, LAST_ROUND), task[t].cardChallenge[LAST_ROUND], x, y);
            fromVault?w1, _;
            if
            :: task[t].step == LAST_STEP && !IS_LATE && w1 ->
                unproved = unproved || !hasAnswered[OURS(t, LAST_ROUND)];
                exchangeMissed = exchangeMissed || exchangedAfter == OURS(t, 0);
                for (i : 0 .. TASKS - 1) {
                    doneBeside = doneBeside || (i != t && IS_OPEN(i))
                }
#ifdef NOT_PROMISED
                keyGone = keyGone || exchangedAfter != 0;
#endif
                isDone = 1;
                printf("task %d: takes E(%d, %d) for the card's answer, and is done\n", t, x, y);
                finish(Done)
            :: else ->
                if
                :: IS_CHANGING(t) -> finish(Over)   /* not believed: the end is unknown */
                :: else
                fi
            fi
        }
    :: atomic { toHost[t]?otherEnd(_, _) ->         /* the helper's word, or the host's own: silence, too late, the journey is over */
            if
            :: task[t].step != Done -> finish(Over)
            :: else
            fi
        }
    od
}

/* ---------------------------------------------------------------- time, and other journeys */

active proctype World() {
end:
    do
    :: atomic { select(w1 : 0 .. TASKS - 1);
            if
            :: task[w1].step != Over && task[w1].step != Done && !task[w1].isExpired ->
                task[w1].isExpired = 1;
                printf("task %d: expires\n", w1)
            :: else
            fi
        }
#ifdef REBIND
    :: atomic { select(w1 : 0 .. TASKS - 1); task[w1].isHidden = 1 - task[w1].isHidden;
            printf("task %d: its journey turns to another card or back: hidden %d\n", w1, task[w1].isHidden) }
#endif
    od
}

/*
 * The adversary is the helper, or somebody in its place. It is paired with each of the journeys, reads every wire, and may have
 * the card. It sends whatever it knows, in any order, to any task and to the card. The runs in which the card is not there, or is
 * there for a while only, are among these: nothing makes the adversary use it. A call for a step at which a task is not is left
 * out, since the host refuses it and changes nothing.
 */

#ifdef BESIDE
#define IS_FREE(t)  (!task[t].isBusy)
#else
#define IS_FREE(t)  true
#endif
#ifdef HOLD_FIRST
#define IS_CARD_FREE  (!isHeld)
#else
#define IS_CARD_FREE  true
#endif

inline anyMessage() {
    select(hx : 1 .. drawn);
    if
    :: heard[hx] != 0 -> select(hy : 1 .. drawn)
    :: else -> hy = 0
    fi
}

active proctype Helper() {
end:
    do
    :: atomic { select(ht : 0 .. TASKS - 1);
            if
            :: IS_FREE(ht) && IS_CARD_FREE && IS_AT(ht, Waiting) -> select(hx : 1 .. drawn);
                if
                :: KNOWS(hx) -> toHost[ht]!authorise(hx, 0)
                :: else
                fi
            :: IS_FREE(ht) && IS_CARD_FREE && IS_AT(ht, CardAnswered) -> select(hx : 1 .. drawn);
                if
                :: KNOWS(hx) -> toHost[ht]!confirm(hx, 0)
                :: else
                fi
            :: IS_FREE(ht) && IS_CHANGING(ht) -> anyMessage();
                if
                :: HAS(hx, hy) && IS_AT(ht, Released) -> toHost[ht]!cardResponse(hx, hy)
                :: HAS(hx, hy) -> toHost[ht]!done(hx, hy)
                :: else
                fi
            :: IS_FREE(ht) && task[ht].step != Over && task[ht].step != Done -> toHost[ht]!otherEnd(0, 0)
            :: else
            fi
        }
    :: atomic { drawn < LAST -> select(hx : 1 .. drawn);
            if
            :: KNOWS(hx) -> toCard!begin(hx, 0)
            :: else
            fi
        }
    :: atomic { card.r2 != 0 -> anyMessage();
            if
            :: HAS(hx, hy) -> toCard!prove(hx, hy)
            :: else
            fi
        }
    :: card.openFor != 0 && exchangedAfter == 0 -> toCard!exchangeKey(0, 0)
    od
}

init {
    byte t;
    atomic {
        for (t : 0 .. TASKS - 1) {
            run Host(t)
        }
    }
}

#if TASKS == 3
#define RELEASED_ONCE  (releases[0] <= 1 && releases[1] <= 1 && releases[2] <= 1)
#else
#define RELEASED_ONCE  (releases[0] <= 1 && releases[1] <= 1)
#endif

/* ---------------------------------------------------------------- the claims; pan -N takes one of them */

/* Whenever the host takes an answer for the card's, in either round, the real card has answered this very task. */
ltl card_answered   { [] !unproved }

/* No task releases its reset a second time. */
ltl released_once   { [] RELEASED_ONCE }

/* Of one card, no two tasks are open at once. */
ltl one_open        { [] !together }

/* A key that was exchanged while the first round had the card open is noticed. */
ltl exchange_noticed { [] !exchangeMissed }

/* When a task ends as done, no other of its card is open. */
ltl done_alone      { [] !doneBeside }

#ifdef NOT_PROMISED
/* Not so with GIDS, which opens the card for the second round too: when a task ends as done, the card has our key. */
ltl key_kept        { [] !keyGone }
#endif

/* The five at once, in one search. */
ltl all_of_them     { [] (!unproved && RELEASED_ONCE && !together && !exchangeMissed && !doneBeside) }

/* And without those two that are about two tasks. */
ltl all_but_alone   { [] (!unproved && RELEASED_ONCE && !exchangeMissed) }

/* Must be wrong, or the model shows nothing: with the card, a task can end as done. */
ltl nobody_unlocks  { [] !isDone }
