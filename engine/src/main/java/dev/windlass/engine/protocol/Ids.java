package dev.windlass.engine.protocol;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

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
  private static final byte JOB = 1;
  private static final byte JOB_RUN = 2;
  private static final byte LONE_RUN = 3;
  private static final int HANDLE_BYTES = 10;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final SecretKeySpec aes;
  private final SecretKeySpec mac;

  /**
   * @param secret 32 bytes, the same on every node and for ever
   */
  public Ids(byte[] secret) {
    if (secret.length != 32) {
      throw new IllegalArgumentException("the secret must have 32 bytes, not " + secret.length);
    }
    aes = new SecretKeySpec(secret, 0, 16, "AES");
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
    var block = decode(job, "job_").orElseThrow();
    var handle = new byte[HANDLE_BYTES];
    System.arraycopy(block, 1, handle, 0, HANDLE_BYTES);
    return "run_" + block(JOB_RUN, handle, line);
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
      return java.util.Arrays.copyOf(hmac.doFinal(text.getBytes(StandardCharsets.UTF_8)), 16);
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
    return java.util.Arrays.copyOf(proof(text), HANDLE_BYTES);
  }

  private String block(byte kind, byte[] handle, long index) {
    var plain = ByteBuffer.allocate(16);
    plain.put(kind).put(handle).put((byte) (index >>> 32)).putInt((int) index);
    return crockford(crypt(Cipher.ENCRYPT_MODE, plain.array()));
  }

  private static long index(byte[] block) {
    var buffer = ByteBuffer.wrap(block, 11, 5);
    return ((buffer.get() & 0xffL) << 32) | (buffer.getInt() & 0xffffffffL);
  }

  private Optional<byte[]> decode(String id, String prefix) {
    return id.startsWith(prefix)
        ? parse(id.substring(prefix.length())).map(b -> crypt(Cipher.DECRYPT_MODE, b))
        : Optional.empty();
  }

  private byte[] crypt(int mode, byte[] block) {
    try {
      // one block of random-looking content: the mode of operation has nothing to chain
      var cipher = Cipher.getInstance("AES/ECB/NoPadding");
      cipher.init(mode, aes);
      return cipher.doFinal(block);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JVM has no AES", e);
    }
  }

  private static byte[] pad(byte[] handle) {
    var padded = new byte[16];
    System.arraycopy(handle, 0, padded, 16 - handle.length, handle.length);
    return padded;
  }

  private static String crockford(byte[] sixteen) {
    var number = new BigInteger(1, sixteen);
    var text = new char[26];
    for (int i = 25; i >= 0; i--) {
      text[i] = CROCKFORD[number.intValue() & 31];
      number = number.shiftRight(5);
    }
    return new String(text);
  }

  private static Optional<byte[]> parse(String text) {
    if (text.length() != 26) {
      return Optional.empty();
    }
    var number = BigInteger.ZERO;
    for (int i = 0; i < 26; i++) {
      int digit = new String(CROCKFORD).indexOf(text.charAt(i));
      if (digit < 0) {
        return Optional.empty();
      }
      number = number.shiftLeft(5).or(BigInteger.valueOf(digit));
    }
    if (number.bitLength() > 128) {
      return Optional.empty();
    }
    var bytes = number.toByteArray();
    var sixteen = new byte[16];
    for (int i = 0; i < Math.min(16, bytes.length); i++) {
      sixteen[15 - i] = bytes[bytes.length - 1 - i];
    }
    return Optional.of(sixteen);
  }
}
