#include "pieces.h"

#include <errno.h>
#include <limits.h>
#include <linux/futex.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

// The most threads beside the caller.
#define HELPERS 255

// How often a thread looks for work, or for the end of another's, before it sleeps: some 50 microseconds,
// longer than it is from one kernel of a network to the next.
#define LOOKS 2000

// Who may join the present job. The low half counts those who joined, the high half is even while the
// job is closed, and one more while it is open, so that each job has a number of its own.
typedef uint64_t gate_value;

typedef struct {
  _Atomic gate_value gate;
  atomic_uint call;      // what sleeping threads wait on: changes with each job
  atomic_uint sleepers;  // threads that sleep, or are about to
  atomic_uint left;      // of those who joined, those who have left again
  atomic_uint waits;     // whether the caller sleeps until all have left

  // The job; written while the gate is closed.
  pieces_body *body;
  void *context;
  size_t count;
  atomic_uint limit;  // who may join, at most
  atomic_size_t next;

  pthread_mutex_t owner;  // held by the caller whose job it is
  unsigned threads;       // threads that were started; guarded by `owner`
} pieces_pool;

static pieces_pool pool = {.owner = PTHREAD_MUTEX_INITIALIZER};

static void sleep_while(atomic_uint *word, unsigned value) {
  syscall(SYS_futex, word, FUTEX_WAIT_PRIVATE, value, NULL, NULL, 0);
}

static void wake(atomic_uint *word, int count) {
  syscall(SYS_futex, word, FUTEX_WAKE_PRIVATE, count, NULL, NULL, 0);
}

static inline void pause_briefly(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#endif
}

static bool is_open(gate_value gate) { return (gate >> 32) % 2 == 1; }

static unsigned joined(gate_value gate) { return (unsigned)gate; }

static void take_pieces(pieces_body *body, void *context, size_t count, size_t worker) {
  size_t piece;
  while ((piece = atomic_fetch_add_explicit(&pool.next, 1, memory_order_relaxed)) < count) {
    body(context, piece, worker);
  }
}

// Joins the open job, does what is left of it, and leaves. Returns whether there was one to join.
static bool help(void) {
  gate_value gate = atomic_load_explicit(&pool.gate, memory_order_acquire);
  do {
    if (!is_open(gate) || joined(gate) >= atomic_load_explicit(&pool.limit, memory_order_relaxed)) return false;
  } while (!atomic_compare_exchange_weak_explicit(&pool.gate, &gate, gate + 1, memory_order_acq_rel,
                                                  memory_order_acquire));
  take_pieces(pool.body, pool.context, pool.count, joined(gate) + 1);
  atomic_fetch_add_explicit(&pool.left, 1, memory_order_seq_cst);
  if (atomic_load_explicit(&pool.waits, memory_order_seq_cst)) wake(&pool.left, 1);
  return true;
}

static void *serve(void *unused) {
  (void)unused;
  while (true) {
    unsigned call = atomic_load_explicit(&pool.call, memory_order_acquire);
    if (help()) continue;
    bool is_called = false;
    for (int look = 0; look < LOOKS && !is_called; look++) {
      pause_briefly();
      is_called = atomic_load_explicit(&pool.call, memory_order_relaxed) != call;
    }
    if (is_called) continue;
    atomic_fetch_add_explicit(&pool.sleepers, 1, memory_order_seq_cst);
    sleep_while(&pool.call, call);
    atomic_fetch_sub_explicit(&pool.sleepers, 1, memory_order_seq_cst);
  }
  return NULL;
}

// Starts threads until there are so many; fewer where the system gives no more.
static void start_threads(unsigned wanted) {
  while (pool.threads < wanted) {
    pthread_t thread;
    if (pthread_create(&thread, NULL, serve, NULL) != 0) return;
    pthread_detach(thread);
    pool.threads++;
  }
}

static void wait_for_others(unsigned others) {
  for (int look = 0; look < LOOKS; look++) {
    if (atomic_load_explicit(&pool.left, memory_order_acquire) == others) return;
    pause_briefly();
  }
  atomic_store_explicit(&pool.waits, 1, memory_order_seq_cst);
  unsigned left;
  while ((left = atomic_load_explicit(&pool.left, memory_order_seq_cst)) != others) {
    sleep_while(&pool.left, left);
  }
  atomic_store_explicit(&pool.waits, 0, memory_order_relaxed);
}

void pieces_run(size_t count, int threads, pieces_body *body, void *context) {
  bool is_alone = threads < 2 || count < 2 || pthread_mutex_trylock(&pool.owner) != 0;
  if (is_alone) {
    for (size_t piece = 0; piece < count; piece++) body(context, piece, 0);
    return;
  }
  unsigned helpers = (unsigned)threads - 1;
  if (helpers > HELPERS) helpers = HELPERS;
  if (helpers > count - 1) helpers = (unsigned)(count - 1);
  start_threads(helpers);
  pool.body = body;
  pool.context = context;
  pool.count = count;
  atomic_store_explicit(&pool.limit, helpers, memory_order_relaxed);
  atomic_store_explicit(&pool.left, 0, memory_order_relaxed);
  atomic_store_explicit(&pool.next, 0, memory_order_relaxed);
  gate_value number = (atomic_load_explicit(&pool.gate, memory_order_relaxed) >> 32) + 1;
  atomic_store_explicit(&pool.gate, number << 32, memory_order_release);
  atomic_fetch_add_explicit(&pool.call, 1, memory_order_seq_cst);
  if (atomic_load_explicit(&pool.sleepers, memory_order_seq_cst) > 0) {
    wake(&pool.call, (int)helpers);
  }
  take_pieces(body, context, count, 0);
  gate_value last = atomic_exchange_explicit(&pool.gate, (number + 1) << 32, memory_order_acq_rel);
  wait_for_others(joined(last));
  pthread_mutex_unlock(&pool.owner);
}
