# Equal bytes from equal inputs: at any time, for any number of threads, whatever memory held before.
python "$TESTS/tools/make_scan.py"
run() { preprocess scan.nii.gz --label scan_gt.nii.gz --labels 1=RV,2=MYO,3=LV --n4 -o - "$@" | cat; }
run --threads 1 >first.h5
sleep 1.1
run --threads 2 >second.h5
TZ=Pacific/Auckland LC_ALL=C.UTF-8 MALLOC_PERTURB_=85 run --threads 3 -v >third.h5 2>log.txt
cmp first.h5 second.h5
cmp first.h5 third.h5
mkdir elsewhere
cp scan.nii.gz scan_gt.nii.gz elsewhere
(cd elsewhere && run >../fourth.h5)
cmp first.h5 fourth.h5
