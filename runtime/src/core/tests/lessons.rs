//! What calls learn from failures: what others mean by one, what time it is, how fast a service can be asked.

use super::*;
use crate::failure::Failure;
use crate::retry::{Classification, RetryMode, classify};

#[test]
fn another_classifier_decides_what_is_repeated() {
    let (result, stage) = run(&[Say(404, &[], ""), UNAVAILABLE], |config| {
        config.with_classifier(|failure: &Failure| match failure.status().map(|status| status.as_u16()) {
            Some(404) => Classification::Throttling,
            Some(503) => Classification::Permanent,
            _ => classify(failure),
        })
    });
    let failure = result.err().unwrap();
    assert_eq!((stage.attempts(), failure.attempts()), (2, 2));
    assert!(!failure.is_retryable(), "the failure says what the classifier did");
}

/// An answer of a service to which it is 02:06:40 or 01:46:40.
macro_rules! refused {
    ($code:literal, $time:literal) => {
        Say(403, &[("x-amzn-errortype", $code), ("date", concat!("Fri, 26 Sep 1986 ", $time, " GMT"))], "{}")
    };
}

#[test]
fn a_clock_that_is_off_is_put_right_once() {
    const REFUSED: Act = refused!("RequestTimeTooSkewed", "02:06:40");
    const REFUSED_LATE: Act = refused!("SignatureDoesNotMatch", "01:26:40");
    const BAD_KEY: Act = refused!("SignatureDoesNotMatch", "01:46:41");
    const NO_DATE: Act = Say(403, &[("x-amzn-errortype", "RequestExpired")], "{}");
    const OTHER: Act = refused!("AccessDeniedException", "02:06:40");
    for (script, attempts, offset) in [
        (&[REFUSED, OK][..], 2, 1200),
        (&[REFUSED_LATE, OK], 2, -1200),
        // The second time, the clock is right as far as anyone can tell.
        (&[REFUSED, REFUSED], 2, 1200),
        (&[BAD_KEY], 1, 0),
        (&[NO_DATE], 1, 0),
        (&[OTHER], 1, 0),
        (&[UNAVAILABLE, OK], 2, 0),
    ] {
        let stage = Stage::playing(script);
        let config = config(&stage);
        assert_eq!(call(&Core::new(&SERVICE, &config)).is_ok(), script.len() == 2 && script[1].is_ok());
        assert_eq!(stage.attempts(), attempts);
        let time = config.service_time().unwrap();
        let elapsed = stage.now().duration_since(start()).unwrap();
        let expected = match u64::try_from(offset) {
            Ok(seconds) => start() + Duration::from_secs(seconds),
            Err(_) => start() - Duration::from_secs(1200),
        };
        assert_eq!(time, expected + elapsed, "{offset}");
    }
}

#[test]
fn the_adaptive_mode_sends_no_faster_than_the_service_takes() {
    const THROTTLED: Act = Say(429, &[], "");
    for (mode, pauses) in [
        (RetryMode::Standard, &[0.5][..]),
        // The rate is the lowest, an attempt in two seconds; the pause is part of them. Then two attempts have been made
        // in two seconds, 0.8 a second as it counts, and twice that is allowed.
        (RetryMode::Adaptive, &[0.5, 1.5, 0.625]),
    ] {
        let stage = Stage::playing(&[THROTTLED, OK, OK]);
        let config = config(&stage).with_retry(Retry::STANDARD.with_mode(mode));
        for _ in 0..2 {
            assert!(call(&Core::new(&SERVICE, &config.clone())).is_ok());
        }
        assert_eq!(stage.sleeps(), pauses, "{mode:?}");
    }
}

#[test]
fn services_do_not_slow_each_other_down() {
    static OTHER: ServiceMeta =
        ServiceMeta { id: "Other", protocols: &[Protocol::RestJson], ..ServiceMeta::EMPTY };
    let stage = Stage::playing(&[UNAVAILABLE; 104]);
    let config = config(&stage).with_retry(Retry::STANDARD.with_max_attempts(200));
    // 500 tokens pay for 100 repetitions.
    assert!(call(&Core::new(&SERVICE, &config)).is_err());
    assert_eq!(stage.attempts(), 101);
    assert!(call(&Core::new(&SERVICE, &config)).is_err());
    assert_eq!(stage.attempts(), 102, "nothing is left");
    let core = Core::new(&OTHER, &config.with_retry(Retry::STANDARD.with_max_attempts(2)));
    assert!(call(&core).is_err());
    assert_eq!(stage.attempts(), 104);
}
