/* Has the n-th call of a kind, on a path below one folder, fail, or stop or end the process. Preloaded.

   What is planned stands in memory that all forked processes share, so that their calls are counted together. */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/types.h>
#include <unistd.h>

enum kind { WRITE = 1, SYNC = 2, RENAME = 4, OPEN = 8, MKDIR = 16, CLOSE = 32, LINK = 64, DELETE = 128, WAIT = 256 };

struct plan {
    atomic_int is_armed;
    int kinds;     /* which are counted, as a sum */
    int at;        /* from 1; 0: none fails, all are counted */
    int stays;     /* whether all fail that come after it, too */
    int error;     /* errno of the call that fails */
    int signal;    /* sent instead, before the call, if not 0 */
    atomic_int n_calls, has_fired;
    char below[PATH_MAX], path[PATH_MAX], call[16];
};

static struct plan *plan;

struct plan *faults_prepare(void) {
    plan = mmap(NULL, sizeof *plan, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    return plan;
}

void faults_arm(const char *below, int kinds, int at, int stays, int error, int signal_) {
    snprintf(plan->below, sizeof plan->below, "%s/", below);
    plan->kinds = kinds;
    plan->at = at;
    plan->stays = stays;
    plan->error = error;
    plan->signal = signal_;
    plan->n_calls = plan->has_fired = 0;
    plan->path[0] = plan->call[0] = 0;
    plan->is_armed = 1;
}

void faults_disarm(void) { plan->is_armed = 0; }
int faults_counted(void) { return plan->n_calls; }
int faults_fired(void) { return plan->has_fired; }
const char *faults_path(void) { return plan->path; }
const char *faults_call(void) { return plan->call; }

static void path_of(int descriptor, char *path) {
    char name[64];
    snprintf(name, sizeof name, "/proc/self/fd/%d", descriptor);
    ssize_t n = readlink(name, path, PATH_MAX - 1);
    path[n < 0 ? 0 : n] = 0;
}

static void path_at(int folder, const char *name, char *path) {
    if (name[0] == '/' || folder == AT_FDCWD) {
        snprintf(path, PATH_MAX, "%s", name);
        return;
    }
    path_of(folder, path);
    size_t n = strlen(path);
    snprintf(path + n, PATH_MAX - n, "/%s", name);
}

/* Whether this call is the one that fails; errno is set then. */
static int is_due(enum kind kind, const char *call, const char *path) {
    if (!plan || !plan->is_armed || !(plan->kinds & kind) || strncmp(path, plan->below, strlen(plan->below)))
        return 0;
    int n = atomic_fetch_add(&plan->n_calls, 1) + 1;
    if (plan->stays && plan->has_fired) {
        errno = plan->error;
        return 1;
    }
    if (n != plan->at)
        return 0;
    snprintf(plan->path, sizeof plan->path, "%s", path);
    snprintf(plan->call, sizeof plan->call, "%s", call);
    plan->has_fired = 1;
    if (plan->signal) {
        /* A run that stands still does so with all that it started. */
        kill(plan->signal == SIGSTOP ? 0 : getpid(), plan->signal);
        return 0;
    }
    errno = plan->error;
    return 1;
}

static int is_due_there(enum kind kind, const char *call, int descriptor) {
    char path[PATH_MAX];
    int before = errno;
    if (!plan || !plan->is_armed || !(plan->kinds & kind))
        return 0;
    path_of(descriptor, path);
    errno = before;
    return is_due(kind, call, path);
}

#define REAL(type, name, ...) \
    static type (*real)(__VA_ARGS__); \
    if (!real) real = (type (*)(__VA_ARGS__))dlsym(RTLD_NEXT, name)

ssize_t write(int descriptor, const void *data, size_t n) {
    REAL(ssize_t, "write", int, const void *, size_t);
    return is_due_there(WRITE, "write", descriptor) ? -1 : real(descriptor, data, n);
}

/* Whose disk it is that would be waited for makes no difference to what a killed process leaves. */
#define SYNCED(name) \
    int name(int descriptor) { \
        REAL(int, #name, int); \
        if (is_due_there(SYNC, #name, descriptor)) \
            return -1; \
        return plan && plan->is_armed ? 0 : real(descriptor); \
    }
SYNCED(fsync)
SYNCED(fdatasync)
SYNCED(syncfs)

/* Of what was written: a disk may say so late that it has not taken it. The descriptor is gone all the same. */
int close(int descriptor) {
    REAL(int, "close", int);
    int is_written = (fcntl(descriptor, F_GETFL) & O_ACCMODE) != O_RDONLY;
    int due = is_written && is_due_there(CLOSE, "close", descriptor), number = errno;
    int result = real(descriptor);
    if (!due)
        return result;
    errno = number;
    return -1;
}

/* Counted where another process holds the lock, and this one is about to wait for it; to have run.lock for itself it only
   tries. */
int flock(int descriptor, int operation) {
    REAL(int, "flock", int, int);
    int result = real(descriptor, operation), number = errno;
    if (result && number == EWOULDBLOCK) {
        char path[PATH_MAX];
        path_of(descriptor, path);
        if (strstr(path, "/emit.lock") || (operation & LOCK_SH))
            is_due(WAIT, "flock", path);
    }
    errno = number;
    return result;
}

int rename(const char *from, const char *to) {
    REAL(int, "rename", const char *, const char *);
    return is_due(RENAME, "rename", to) ? -1 : real(from, to);
}

int renameat2(int from_folder, const char *from, int to_folder, const char *to, unsigned int flags) {
    REAL(int, "renameat2", int, const char *, int, const char *, unsigned int);
    return is_due(RENAME, "renameat2", to) ? -1 : real(from_folder, from, to_folder, to, flags);
}

int mkdir(const char *path, mode_t mode) {
    REAL(int, "mkdir", const char *, mode_t);
    return is_due(MKDIR, "mkdir", path) ? -1 : real(path, mode);
}

int link(const char *from, const char *to) {
    REAL(int, "link", const char *, const char *);
    return is_due(LINK, "link", to) ? -1 : real(from, to);
}

int unlink(const char *path) {
    REAL(int, "unlink", const char *);
    return is_due(DELETE, "unlink", path) ? -1 : real(path);
}

int unlinkat(int folder, const char *name, int flags) {
    REAL(int, "unlinkat", int, const char *, int);
    char path[PATH_MAX];
    path_at(folder, name, path);
    return is_due(DELETE, "unlinkat", path) ? -1 : real(folder, name, flags);
}

int rmdir(const char *path) {
    REAL(int, "rmdir", const char *);
    return is_due(DELETE, "rmdir", path) ? -1 : real(path);
}

#define OPENED(name) \
    int name(const char *path, int flags, ...) { \
        REAL(int, #name, const char *, int, ...); \
        va_list more; \
        va_start(more, flags); \
        mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(more, mode_t) : 0; \
        va_end(more); \
        return is_due(OPEN, #name, path) ? -1 : real(path, flags, mode); \
    }
OPENED(open)
OPENED(open64)

#define OPENED_AT(name) \
    int name(int folder, const char *file, int flags, ...) { \
        REAL(int, #name, int, const char *, int, ...); \
        char path[PATH_MAX]; \
        va_list more; \
        va_start(more, flags); \
        mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(more, mode_t) : 0; \
        va_end(more); \
        path_at(folder, file, path); \
        return is_due(OPEN, #name, path) ? -1 : real(folder, file, flags, mode); \
    }
OPENED_AT(openat)
OPENED_AT(openat64)
