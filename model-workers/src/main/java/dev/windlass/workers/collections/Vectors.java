package dev.windlass.workers.collections;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;

/** Vectors as they travel, and as the index wants them: of length 1. Pure. */
final class Vectors {
  private Vectors() {}

  /** From base64 of 32-bit numbers, low byte first. */
  static float[] read(String numbers) {
    var bytes = ByteBuffer.wrap(Base64.getDecoder().decode(numbers)).order(ByteOrder.LITTLE_ENDIAN);
    var vector = new float[bytes.remaining() / Float.BYTES];
    bytes.asFloatBuffer().get(vector);
    return unit(vector);
  }

  /** From a JSON list of numbers. */
  static float[] of(JsonNode list) {
    var vector = new float[list.size()];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = list.get(i).floatValue();
    }
    return unit(vector);
  }

  private static float[] unit(float[] vector) {
    double squares = 0;
    for (float each : vector) {
      squares += (double) each * each;
    }
    double length = Math.sqrt(squares);
    if (length > 0) {
      for (int i = 0; i < vector.length; i++) {
        vector[i] = (float) (vector[i] / length);
      }
    }
    return vector;
  }

  static boolean isZero(float[] vector) {
    for (float each : vector) {
      if (each != 0) {
        return false;
      }
    }
    return true;
  }
}
