//! Puts the headers of both engines where tools/build/engines.mk expects them.
use std::path::Path;
use std::{env, fs, io};

fn copy(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let path = entry?.path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &target)?;
        } else if path.extension().is_some_and(|extension| extension == "h") {
            fs::copy(&path, &target)?;
        }
    }
    Ok(())
}

fn main() -> io::Result<()> {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-env-changed=ENGINES_INCLUDE");
    let include = env::var("ENGINES_INCLUDE").expect("ENGINES_INCLUDE is set by tools/build/engines.mk");
    for (engine, variable) in [
        ("wasmtime", "DEP_WASMTIME_C_API_INCLUDE"),
        ("wasmi", "DEP_WASMI_C_API_INCLUDE"),
    ] {
        let source = env::var(variable).expect(variable);
        copy(Path::new(&source), &Path::new(&include).join(engine))?;
    }
    Ok(())
}
