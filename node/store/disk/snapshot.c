#include "node/store/disk/snapshot.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "common/base/memory.h"
#include "node/store/disk/checksum.h"
#include "node/store/disk/file_internal.h"
#include "node/store/tree/image.h"

/* A file is a page with the header, then nodes, hashes and pairs of the image, each with a CRC-32C.
 */
enum { PAGE_BYTES = 4096, FORMAT = 1, PARTS = 3, BUFFER_BYTES = 256 << 10 };

struct snapshot_header {
    uint8_t magic[8];
    uint32_t format;
    uint32_t check; /* of the header with this field 0 */
    int64_t version;
    uint64_t node_count;
    uint64_t pairs_bytes;
    uint32_t part_checks[PARTS];
    uint32_t stores; /* how many roots */
    uint32_t roots[STORE_COUNT];
    uint8_t zero[PAGE_BYTES - 56 - 4 * STORE_COUNT];
};
_Static_assert(sizeof(struct snapshot_header) == PAGE_BYTES, "one page");

static const uint8_t header_magic[8] = "SECRETTR";

struct snapshot {
    uint8_t *memory;
    size_t bytes;
    struct image image;
};

struct part_writer {
    uint8_t *buffer;
    size_t used;
    uint64_t offset; /* in the file, of the buffer's start */
    uint32_t check;
};

struct image_file {
    int fd;
    const atomic_bool *stop;
    struct part_writer parts[PARTS];
};

static bool flush(struct image_file *file, struct part_writer *part)
{
    struct bytes data = bytes_make(part->buffer, part->used);
    part->check = checksum_crc32c(part->check, data);
    if (!file_write(file->fd, data, part->offset))
        return false;
    part->offset += part->used;
    part->used = 0;
    errno = ECANCELED;
    return file->stop == NULL || !*file->stop;
}

static bool write_part(void *context, enum image_part number, struct bytes data)
{
    struct image_file *file = context;
    struct part_writer *part = &file->parts[number];
    while (data.len != 0) {
        size_t room = BUFFER_BYTES - part->used;
        size_t len = data.len < room ? data.len : room;
        memcpy(part->buffer + part->used, data.data, len);
        part->used += len;
        data = bytes_from(data, len);
        if (part->used == BUFFER_BYTES && !flush(file, part))
            return false;
    }
    return true;
}

static uint32_t header_check(const struct snapshot_header *header)
{
    struct snapshot_header copy = *header;
    copy.check = 0;
    return checksum_crc32c(0, bytes_make(&copy, sizeof copy));
}

static bool write_header(const struct image_file *file, const struct image *image)
{
    struct snapshot_header header = {
        .format = FORMAT,
        .version = image->version,
        .node_count = image->node_count,
        .pairs_bytes = image->pairs_bytes,
        .stores = STORE_COUNT,
    };
    memcpy(header.magic, header_magic, sizeof header.magic);
    memcpy(header.roots, image->roots, sizeof header.roots);
    for (int p = 0; p < PARTS; p++)
        header.part_checks[p] = file->parts[p].check;
    header.check = header_check(&header);
    return file_write(file->fd, bytes_make(&header, sizeof header), 0);
}

static bool write_image(int fd, const struct store_view *view, const atomic_bool *stop)
{
    uint64_t nodes = image_node_count(view);
    struct image_file file = {.fd = fd, .stop = stop};
    file.parts[IMAGE_NODES].offset = PAGE_BYTES;
    file.parts[IMAGE_HASHES].offset = PAGE_BYTES + nodes * IMAGE_NODE_BYTES;
    file.parts[IMAGE_PAIRS].offset = PAGE_BYTES + nodes * (IMAGE_NODE_BYTES + IMAGE_HASH_BYTES);
    uint8_t *buffers = heap_alloc(PARTS * BUFFER_BYTES);
    for (int p = 0; p < PARTS; p++)
        file.parts[p].buffer = buffers + p * BUFFER_BYTES;
    struct image image;
    bool written = image_write(view, write_part, &file, &image);
    for (int p = 0; p < PARTS && written; p++)
        written = flush(&file, &file.parts[p]);
    written = written && write_header(&file, &image) && fsync(fd) == 0;
    heap_free(buffers);
    return written;
}

static char *snapshot_path(struct arena *arena, struct bytes directory, int64_t height)
{
    return arena_text(
        arena, arena_format(arena, "%.*s/%010lld.trees", BYTES_ARG(directory), (long long)height));
}

status snapshot_write(struct arena *arena, struct bytes directory, const struct store_view *view,
                      const atomic_bool *stop)
{
    char *path = snapshot_path(arena, directory, view_version(view));
    char *temporary = arena_text(arena, arena_format(arena, "%s.new", path));
    int fd = open(temporary, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (fd < 0)
        return file_refused(arena, path, "cannot make the snapshot");
    bool written = write_image(fd, view, stop) && rename(temporary, path) == 0 &&
                   file_sync_directory(arena_text(arena, directory));
    if (!written) {
        status refused = file_refused(arena, path, "cannot write the snapshot");
        unlink(temporary);
        close(fd);
        return refused;
    }
    close(fd);
    return NULL;
}

status snapshot_list(struct arena *arena, struct bytes directory, int64_t **heights, size_t *count)
{
    struct height_list list;
    char *path = arena_text(arena, directory);
    TRY(file_make_directory(arena, path));
    TRY(file_heights(arena, path, ".trees", &list));
    *heights = list.items;
    *count = list.count;
    return NULL;
}

static bool check_part(const struct snapshot_header *header, enum image_part part,
                       const uint8_t *data, uint64_t bytes)
{
    return checksum_crc32c(0, bytes_make(data, bytes)) == header->part_checks[part];
}

/* Points the image into the file's memory and checks every byte of it. */
static bool check_file(struct snapshot *snapshot, int64_t height)
{
    struct snapshot_header header;
    if (snapshot->bytes < PAGE_BYTES)
        return false;
    memcpy(&header, snapshot->memory, sizeof header);
    uint64_t room = snapshot->bytes - PAGE_BYTES;
    if (memcmp(header.magic, header_magic, sizeof header.magic) != 0 || header.format != FORMAT ||
        header.check != header_check(&header) || header.version != height ||
        header.stores != STORE_COUNT || header.node_count > room / 64 ||
        header.pairs_bytes != room - header.node_count * 64)
        return false;
    struct image *image = &snapshot->image;
    image->version = header.version;
    image->node_count = header.node_count;
    image->pairs_bytes = header.pairs_bytes;
    memcpy(image->roots, header.roots, sizeof image->roots);
    uint64_t nodes_bytes = header.node_count * IMAGE_NODE_BYTES;
    uint64_t hashes_bytes = header.node_count * IMAGE_HASH_BYTES;
    const uint8_t *nodes = snapshot->memory + PAGE_BYTES;
    image->nodes = nodes;
    image->hashes = nodes + nodes_bytes;
    image->pairs = image->hashes + hashes_bytes;
    return check_part(&header, IMAGE_NODES, nodes, nodes_bytes) &&
           check_part(&header, IMAGE_HASHES, image->hashes, hashes_bytes) &&
           check_part(&header, IMAGE_PAIRS, image->pairs, header.pairs_bytes) && image_check(image);
}

status snapshot_open(struct arena *arena, struct bytes directory, int64_t height,
                     struct snapshot **out)
{
    char *path = snapshot_path(arena, directory, height);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return file_refused(arena, path, "cannot open the snapshot");
    uint64_t bytes = file_size(fd, path);
    void *memory = bytes == 0 ? MAP_FAILED : mmap(NULL, bytes, PROT_READ, MAP_SHARED, fd, 0);
    close(fd);
    if (memory == MAP_FAILED)
        return file_damaged(arena, "the snapshot %s cannot be read; %s", path,
                            "without it the node starts from an older one");
    struct snapshot *snapshot = heap_zalloc(1, sizeof *snapshot);
    snapshot->memory = memory;
    snapshot->bytes = bytes;
    if (!check_file(snapshot, height)) {
        snapshot_close(snapshot);
        return file_damaged(arena, "the snapshot %s is damaged; %s", path,
                            "without it the node starts from an older one");
    }
    *out = snapshot;
    return NULL;
}

struct multistore *snapshot_load(const struct snapshot *snapshot)
{
    return multistore_from_image(&snapshot->image);
}

void snapshot_close(struct snapshot *snapshot)
{
    if (snapshot == NULL)
        return;
    munmap(snapshot->memory, snapshot->bytes);
    heap_free(snapshot);
}

void snapshot_delete(struct arena *arena, struct bytes directory, int64_t height)
{
    unlink(snapshot_path(arena, directory, height));
}
