package dev.windlass.deploy;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The plan of the house, held against the compiled classes of all modules. */
class HouseTest {
  private static final String ENGINE = "dev.windlass.engine..";
  private static final String PROTOCOL = "dev.windlass.engine.protocol..";
  private static final String WORKERS = "dev.windlass.workers..";
  private static final String API = "dev.windlass.api..";
  private static final String DEPLOY = "dev.windlass.deploy..";
  private static final String[] HTTP = {
    "org.apache.pekko.http..", "io.netty..", "java.net.http..", "com.sun.net.httpserver.."
  };

  private static final JavaClasses HOUSE =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.windlass");

  @Test
  void everyFloorIsThere() {
    for (var floor : List.of(ENGINE, PROTOCOL, WORKERS, API, DEPLOY)) {
      assertThat(HOUSE.that(resideInAPackage(floor)).size()).as(floor).isGreaterThan(1);
    }
  }

  @Test
  void theEngineKnowsNobodyAboveIt() {
    hold(ENGINE, resideInAnyPackage(WORKERS, API, DEPLOY));
  }

  @Test
  void theEngineSpeaksNoHttp() {
    hold(ENGINE, resideInAnyPackage(HTTP));
  }

  @Test
  void workersKnowOnlyTheProtocol() {
    hold(WORKERS, resideInAPackage(ENGINE).and(DescribedPredicate.not(resideInAPackage(PROTOCOL))));
  }

  @Test
  void workersKnowNeitherApiNorDeploy() {
    hold(WORKERS, resideInAnyPackage(API, DEPLOY));
  }

  @Test
  void theApiKnowsNoWorkerAndNoDeploy() {
    hold(API, resideInAnyPackage(WORKERS, DEPLOY));
  }

  @Test
  void commandsAreClientsAndLoadNoActors() {
    hold(
        "dev.windlass.deploy.cli..",
        resideInAnyPackage("org.apache.pekko..", "scala..", WORKERS, API, "ch.qos.logback.."));
  }

  @Test
  void theFoldersOfTheEngineFormNoCircle() {
    slices().matching("dev.windlass.engine.(*)..").should().beFreeOfCycles().check(HOUSE);
  }

  @Test
  void theFoldersOfTheWorkersFormNoCircle() {
    slices().matching("dev.windlass.workers.(*)..").should().beFreeOfCycles().check(HOUSE);
  }

  @Test
  void aRuleThatMatchesNoClassFails() {
    assertThatThrownBy(() -> hold("dev.windlass.nowhere..", resideInAPackage(ENGINE)))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("failed to check any classes");
  }

  private static void hold(String floor, DescribedPredicate<? super JavaClass> forbidden) {
    noClasses().that().resideInAPackage(floor).should().dependOnClassesThat(forbidden).check(HOUSE);
  }
}
