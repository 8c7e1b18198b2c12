package dev.windlass.deploy.bench.speed;

import dev.windlass.deploy.bench.Child;
import java.nio.file.Path;
import java.util.Map;

/**
 * A PostgreSQL of the measurement's own, with its distribution's settings: every commit synced.
 *
 * @param process with all of its sessions
 * @param environment for a node of Windlass
 * @param libpqUrl for everybody else
 * @param tables folder of tables and indexes. The write-ahead log beside it is used over and over,
 *     and as large as {@code max_wal_size} allows.
 */
record Postgres(Child process, Map<String, String> environment, String libpqUrl, Path tables) {}
