/* Runs a fuzz target once over each file of its corpus and reports as a TAP test: any compiler, no
 * fuzzer. */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void run_file(const char *path)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        perror(path);
        exit(1);
    }
    fseek(file, 0, SEEK_END);
    long size = ftell(file);
    rewind(file);
    /* Exactly `size` bytes, so that the address sanitizer sees a read past the end. */
    uint8_t *data = malloc(size == 0 ? 1 : (size_t)size);
    if (data == NULL || fread(data, 1, (size_t)size, file) != (size_t)size) {
        perror(path);
        exit(1);
    }
    fclose(file);
    LLVMFuzzerTestOneInput(data, (size_t)size);
    free(data);
}

int main(void)
{
    const char *folder = "tests/fuzz/corpus/" FUZZ_NAME;
    DIR *corpus = opendir(folder);
    if (corpus == NULL) {
        perror(folder);
        return 1;
    }
    int count = 0;
    for (struct dirent *entry; (entry = readdir(corpus)) != NULL;) {
        if (entry->d_name[0] == '.')
            continue;
        char path[512];
        snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        printf("# %s\n", path);
        fflush(stdout);
        run_file(path);
        count++;
    }
    closedir(corpus);
    printf("1..1\n%s 1 - %s survives its %d corpus files\n", count > 0 ? "ok" : "not ok", FUZZ_NAME,
           count);
    return count > 0 ? 0 : 1;
}
