/*
 * The peer of the scanner: Hyperscan or Vectorscan over the same file with the same values as pure literals, case and all.
 * It finds bytes, not tokens: 1.2.3.4 in 11.2.3.45 counts, and no form but the one in the list does.
 *
 *   hyperscan PATTERNS FILE RUNS     prints one line of JSON a run
 *
 * Blocks of 1 MiB are scanned in block mode; a match over a border is missed, which costs the peer nothing.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <hs/hs.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define BLOCK_BYTES (1u << 20)

static double seconds(clockid_t clock) {
  struct timespec now;
  clock_gettime(clock, &now);
  return now.tv_sec + now.tv_nsec / 1e9;
}

static long peak_kib(void) {
  FILE *status = fopen("/proc/self/status", "r");
  char line[256];
  long kib = 0;
  while (status && fgets(line, sizeof line, status))
    if (sscanf(line, "VmHWM: %ld", &kib) == 1) break;
  if (status) fclose(status);
  return kib;
}

static void fail(const char *what) {
  fprintf(stderr, "hyperscan: %s\n", what);
  exit(3);
}

static int on_match(unsigned id, unsigned long long from, unsigned long long to, unsigned flags, void *count) {
  (void)id, (void)from, (void)to, (void)flags;
  ++*(uint64_t *)count;
  return 0;
}

int main(int argc, char **argv) {
  if (argc != 4) fail("usage: hyperscan PATTERNS FILE RUNS");
  size_t count = 0, room = 1 << 16;
  const char **values = malloc(room * sizeof *values);
  size_t *lengths = malloc(room * sizeof *lengths);
  FILE *in = fopen(argv[1], "r");
  char *line = NULL;
  size_t capacity = 0;
  if (!in) fail("cannot open the patterns");
  for (ssize_t n; (n = getline(&line, &capacity, in)) > 0;) {
    if (line[n - 1] == '\n') n--;
    if (n == 0) continue;
    if (count == room) {
      room *= 2;
      values = realloc(values, room * sizeof *values);
      lengths = realloc(lengths, room * sizeof *lengths);
    }
    values[count] = strndup(line, n);
    lengths[count++] = n;
  }
  fclose(in);
  unsigned *flags = calloc(count, sizeof *flags), *ids = malloc(count * sizeof *ids);
  for (size_t i = 0; i < count; i++) ids[i] = i;

  hs_database_t *database;
  hs_compile_error_t *error;
  hs_scratch_t *scratch = NULL;
  double from = seconds(CLOCK_MONOTONIC), cpu_from;
  if (hs_compile_lit_multi(values, flags, ids, lengths, count, HS_MODE_BLOCK, NULL, &database, &error) != HS_SUCCESS)
    fail(error->message);
  double built = seconds(CLOCK_MONOTONIC) - from;
  if (hs_alloc_scratch(database, &scratch) != HS_SUCCESS) fail("no scratch space");

  int file = open(argv[2], O_RDONLY);
  struct stat stat;
  if (file < 0 || fstat(file, &stat)) fail("cannot open the file");
  const char *bytes = mmap(NULL, stat.st_size, PROT_READ, MAP_PRIVATE | MAP_POPULATE, file, 0);
  if (bytes == MAP_FAILED) fail("cannot map the file");
  for (int run = 0; run < atoi(argv[3]); run++) {
    uint64_t matches = 0;
    from = seconds(CLOCK_MONOTONIC);
    cpu_from = seconds(CLOCK_PROCESS_CPUTIME_ID);
    for (off_t at = 0; at < stat.st_size; at += BLOCK_BYTES) {
      off_t left = stat.st_size - at;
      unsigned length = left < BLOCK_BYTES ? left : BLOCK_BYTES;
      if (hs_scan(database, bytes + at, length, 0, scratch, on_match, &matches) != HS_SUCCESS) fail("scan failed");
    }
    double took = seconds(CLOCK_MONOTONIC) - from, cpu = seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu_from;
    printf("{\"what\":\"hyperscan\",\"version\":\"%.5s\",\"rows\":%zu,\"bytes\":%lld,\"gbs\":%.3f,\"gb_per_cpu_s\":%.3f,\"matches\":%llu,\"build_s\":%.2f,\"peak_mib\":%ld}\n",
           hs_version(), count, (long long)stat.st_size, stat.st_size / took / 1e9, stat.st_size / cpu / 1e9,
           (unsigned long long)matches, built,
           (peak_kib() - (long)(stat.st_size >> 10)) >> 10);
  }
  return 0;
}
