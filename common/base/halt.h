#ifndef COMMON_BASE_HALT_H
#define COMMON_BASE_HALT_H

/* halt ends the process because its environment failed (disk, memory, enclave): one line on stderr
 * and exit code 3. Never used for bad input, and never turned into a transaction result. */
_Noreturn void halt(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* ASSERT checks what our own code promises, in every build. */
#define ASSERT(condition) ((condition) ? (void)0 : assert_failed(#condition, __FILE__, __LINE__))
_Noreturn void assert_failed(const char *condition, const char *file, int line);

#endif
