//! S3's endpoint rules.

use anyhow::{Context as _, Result, anyhow};
use bench_harness::endpoints::{BUCKETS, CASES, Case, Flag};
use bench_harness::{Bench, Figures};
use s3::s3::operation::ListObjectsV2Input;
use sdk_runtime::Operation as _;
use sdk_runtime::endpoint::{Parameter, Parameters, Resolver};

struct Given(&'static Case);

impl Parameters for Given {
    fn each<'a>(&'a self, set: &mut dyn FnMut(&str, Parameter<'a>)) {
        set("Region", Parameter::Text(self.0.region));
        set("Bucket", Parameter::Text(self.0.bucket));
        for flag in self.0.flags {
            let name = match flag {
                Flag::Accelerate => "Accelerate",
                Flag::ForcePathStyle => "ForcePathStyle",
                Flag::UseDualStack => "UseDualStack",
                Flag::UseFips => "UseFIPS",
            };
            set(name, Parameter::Flag(true));
        }
    }
}

/// All cases, one after the other.
pub fn resolve(bench: &Bench) -> Result<Figures> {
    let resolve = ListObjectsV2Input::META.service.endpoint.context("S3 has no endpoint rules")?;
    bench.repeat(|| {
        for case in &CASES {
            let endpoint = resolve(&Given(case)).map_err(|error| anyhow!("{case:?}: {error}"))?;
            std::hint::black_box(endpoint);
        }
        Ok(())
    })
}

struct Bucket(&'static str);

impl Parameters for Bucket {
    fn each<'a>(&'a self, set: &mut dyn FnMut(&str, Parameter<'a>)) {
        set("Bucket", Parameter::Text(self.0));
    }
}

/// A bucket other than that of the request before.
pub fn another(bench: &Bench) -> Result<Figures> {
    let (config, resolver) = (crate::config(), Resolver::default());
    let mut buckets = BUCKETS.into_iter().cycle();
    bench.repeat(|| {
        let bucket = Bucket(buckets.next().unwrap_or_default());
        Ok(resolver.resolve(&config, ListObjectsV2Input::META, &bucket)?)
    })
}

/// The bucket of the request before.
pub fn again(bench: &Bench) -> Result<Figures> {
    let (config, resolver) = (crate::config(), Resolver::default());
    let [bucket, _] = BUCKETS;
    bench.repeat(|| Ok(resolver.resolve(&config, ListObjectsV2Input::META, &Bucket(bucket))?))
}
