package dev.windlass.engine.protocol;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Public ids of jobs and runs: a prefix and 26 Crockford characters of 128 bits.
 *
 * <p>The 128 bits are one AES block that says where the thing is kept: a handle of 80 bits (of the
 * job, or of the partition of single runs) and an index of 40 bits (the line). So an id can be
 * followed without any index to look it up in, and cannot be guessed or altered without the
 * installation's secret. Thread-safe.
 */
public final class Ids {
  private static final char[] CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ".toCharArray();
  private static final byte[] DIGITS = digits();
  private static final byte JOB = 1;
  private static final byte JOB_RUN = 2;
  private static final byte LONE_RUN = 3;
  private static final int HANDLE_BYTES = 10;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final SecretKeySpec mac;

  /** Ready ciphers: making one costs ten times what a block does. */
  private final ThreadLocal<Cipher> encrypting;

  private final ThreadLocal<Cipher> decrypting;

  /** The job whose runs were named last: a partition names a thousand in a row. */
  private volatile @Nullable JobHandle lastJob;

  private static final class JobHandle {
    private final String job;
    private final byte[] handle;

    private JobHandle(String job, byte[] handle) {
      this.job = job;
      this.handle = handle;
    }
  }

  /**
   * @param secret 32 bytes, the same on every node and for ever
   */
  public Ids(byte[] secret) {
    if (secret.length != 32) {
      throw new IllegalArgumentException("the secret must have 32 bytes, not " + secret.length);
    }
    var aes = new SecretKeySpec(secret, 0, 16, "AES");
    encrypting = ThreadLocal.withInitial(() -> cipher(Cipher.ENCRYPT_MODE, aes));
    decrypting = ThreadLocal.withInitial(() -> cipher(Cipher.DECRYPT_MODE, aes));
    mac = new SecretKeySpec(secret, 16, 16, "HmacSHA256");
  }

  public static byte[] newSecret() {
    var secret = new byte[32];
    RANDOM.nextBytes(secret);
    return secret;
  }

  /** A new job's id. */
  public String newJob() {
    var handle = new byte[HANDLE_BYTES];
    RANDOM.nextBytes(handle);
    return "job_" + block(JOB, handle, 0);
  }

  /** The id that this key always gives this tenant. */
  public String jobOf(String tenant, String idempotencyKey) {
    return "job_" + block(JOB, handle("job\0" + tenant + "\0" + idempotencyKey), 0);
  }

  /** Where a run is kept. */
  public sealed interface Whereabouts {
    /**
     * @param line number in the job, from 1
     */
    record InJob(String job, long line) implements Whereabouts {}

    /**
     * @param partition entity id of the partition
     * @param index in it, from 0
     */
    record Alone(String partition, int index) implements Whereabouts {}
  }

  public String runOf(String job, long line) {
    var known = lastJob;
    if (known == null || !known.job.equals(job)) {
      var block = decode(job, "job_").orElseThrow();
      known = new JobHandle(job, Arrays.copyOfRange(block, 1, 1 + HANDLE_BYTES));
      lastJob = known;
    }
    return "run_" + block(JOB_RUN, known.handle, line);
  }

  /** A new partition for runs that belong to no job. */
  public static String newLonePartition() {
    var handle = new byte[HANDLE_BYTES];
    RANDOM.nextBytes(handle);
    return "open-" + crockford(pad(handle));
  }

  public String runIn(String lonePartition, int index) {
    var padded = parse(lonePartition.substring("open-".length())).orElseThrow();
    var handle = new byte[HANDLE_BYTES];
    System.arraycopy(padded, 16 - HANDLE_BYTES, handle, 0, HANDLE_BYTES);
    return "run_" + block(LONE_RUN, handle, index);
  }

  /** Whether this may be a job's id here. */
  public boolean isJob(String id) {
    return decode(id, "job_").filter(b -> b[0] == JOB && index(b) == 0).isPresent();
  }

  public Optional<Whereabouts> find(String run) {
    return decode(run, "run_")
        .flatMap(block -> {
          var handle = new byte[HANDLE_BYTES];
          System.arraycopy(block, 1, handle, 0, HANDLE_BYTES);
          long index = index(block);
          return switch (block[0]) {
            case JOB_RUN ->
                Optional.of(new Whereabouts.InJob("job_" + block(JOB, handle, 0), index));
            case LONE_RUN ->
                Optional.of(new Whereabouts.Alone("open-" + crockford(pad(handle)), (int) index));
            default -> Optional.empty();
          };
        });
  }

  /** A short proof that this text was made here: 16 bytes of HMAC-SHA256. */
  public byte[] proof(String text) {
    try {
      var hmac = Mac.getInstance("HmacSHA256");
      hmac.init(mac);
      return Arrays.copyOf(hmac.doFinal(text.getBytes(StandardCharsets.UTF_8)), 16);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JVM has no HmacSHA256", e);
    }
  }

  /**
   * The partition that holds the one run this key makes for this tenant: the second request with
   * the key meets the same partition, so no index of keys is needed.
   */
  public String lonePartitionOf(String tenant, String idempotencyKey) {
    return "open-" + crockford(pad(handle("run\0" + tenant + "\0" + idempotencyKey)));
  }

  private byte[] handle(String text) {
    return Arrays.copyOf(proof(text), HANDLE_BYTES);
  }

  private String block(byte kind, byte[] handle, long index) {
    var plain = ByteBuffer.allocate(16);
    plain.put(kind).put(handle).put((byte) (index >>> 32)).putInt((int) index);
    return crockford(crypt(encrypting.get(), plain.array()));
  }

  private static long index(byte[] block) {
    var buffer = ByteBuffer.wrap(block, 11, 5);
    return ((buffer.get() & 0xffL) << 32) | (buffer.getInt() & 0xffffffffL);
  }

  private Optional<byte[]> decode(String id, String prefix) {
    return id.startsWith(prefix)
        ? parse(id.substring(prefix.length())).map(b -> crypt(decrypting.get(), b))
        : Optional.empty();
  }

  private static Cipher cipher(int mode, SecretKeySpec key) {
    try {
      // one block of random-looking content: the mode of operation has nothing to chain
      var cipher = Cipher.getInstance("AES/ECB/NoPadding");
      cipher.init(mode, key);
      return cipher;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JVM has no AES", e);
    }
  }

  private static byte[] crypt(Cipher cipher, byte[] block) {
    try {
      return cipher.doFinal(block);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("one block of AES failed", e);
    }
  }

  private static byte[] pad(byte[] handle) {
    var padded = new byte[16];
    System.arraycopy(handle, 0, padded, 16 - handle.length, handle.length);
    return padded;
  }

  /** 128 bits in 26 characters of 5, the first two bits of the first being none. */
  private static String crockford(byte[] sixteen) {
    var bits = ByteBuffer.wrap(sixteen);
    long high = bits.getLong();
    long low = bits.getLong();
    var text = new byte[26];
    for (int i = 25; i >= 0; i--) {
      text[i] = (byte) CROCKFORD[(int) (low & 31)];
      low = (low >>> 5) | (high << 59);
      high >>>= 5;
    }
    return new String(text, StandardCharsets.ISO_8859_1);
  }

  private static Optional<byte[]> parse(String text) {
    if (text.length() != 26 || digit(text.charAt(0)) > 7) {
      return Optional.empty();
    }
    long high = 0;
    long low = 0;
    for (int i = 0; i < 26; i++) {
      int digit = digit(text.charAt(i));
      if (digit < 0) {
        return Optional.empty();
      }
      high = (high << 5) | (low >>> 59);
      low = (low << 5) | digit;
    }
    return Optional.of(ByteBuffer.allocate(16).putLong(high).putLong(low).array());
  }

  private static int digit(char character) {
    return character < DIGITS.length ? DIGITS[character] : -1;
  }

  private static byte[] digits() {
    var digits = new byte[128];
    Arrays.fill(digits, (byte) -1);
    for (int i = 0; i < CROCKFORD.length; i++) {
      digits[CROCKFORD[i]] = (byte) i;
    }
    return digits;
  }
}
